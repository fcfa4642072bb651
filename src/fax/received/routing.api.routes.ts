import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../../kit/listing.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../../web/index.ts'
import { Instant } from '../api.schema.ts'
import type { Colleagues } from './colleagues.ts'
import { listRoutings, setRouting } from './number-routing.ts'
import { blockSender, listBlocked, unblockSender } from './senders.ts'
import { backupOf, setBackup, setWish, type Wish, wishOf } from './telling.ts'

const tags = ['Received']
const refusals = { 400: Problem, ...problems(401, 403, 404, 409, 422) }
const OneNumber = Type.Object({ number: Type.String({ maxLength: 60 }) })
const Moved = Type.Object({ faxes: Type.Integer({ description: 'How many faxes of it moved.' }) })
const Routing = Type.Object({
  number: Type.String({ maxLength: 60 }),
  assignedTo: Nullable(Type.String({ maxLength: 64 })),
  tags: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 }),
})
const WishJson = Type.Object({ byMail: oneOf(['none', 'every', 'mine']) })
const Backup = Type.Object({
  address: Type.String({ maxLength: 300, description: 'Empty for nobody.' }),
  afterMinutes: Type.Integer({ description: 'How long a fax may lie unopened; 0 writes at once.' }),
})

/** JSON of what is done with a fax when it comes in: whose it becomes, who is written to, and who is not let in. */
export function routingApi({ admit, colleagues }: { readonly admit: Admit; readonly colleagues: Colleagues }): AnyElysia {
  return new Elysia({ prefix: '/api/received' })
    .use(signedIn(admit))
    .get('/senders', ({ tenant }) => json({ data: tenant.read(listBlocked) }), {
      response: {
        200: Type.Object({ data: Type.Array(Type.Object({ number: Type.String(), blockedBy: Type.String(), blockedAt: Instant })) }),
        ...problems(401, 403, 404),
      },
      detail: { summary: 'The blocked numbers', tags },
    })
    .post('/senders', ({ tenant, body }) => json({ faxes: tenant.write((tx) => blockSender(tx, body.number)) }), {
      parse: JSON_BODY,
      body: OneNumber,
      response: { 200: Moved, ...refusals },
      detail: {
        summary: 'Block a number',
        description: 'Its faxes, those that are here too, lie on the shelf `blocked` until it is unblocked.',
        tags,
      },
    })
    .post('/senders/removals', ({ tenant, body }) => json({ faxes: tenant.write((tx) => unblockSender(tx, body.number)) }), {
      parse: JSON_BODY,
      body: OneNumber,
      response: { 200: Moved, ...refusals },
      detail: { summary: 'Unblock a number', description: 'Its faxes come back.', tags },
    })
    .get('/routing', ({ tenant }) => json({ data: tenant.read(listRoutings).map(routingJson) }), {
      response: { 200: Type.Object({ data: Type.Array(Routing) }), ...problems(401, 403, 404) },
      detail: { summary: 'What is done with a fax by the number it comes in at', tags },
    })
    .put('/routing', ({ tenant, body }) => json(routingJson(tenant.write((tx) => setRouting(tx, body, colleagues)))), {
      parse: JSON_BODY,
      body: Routing,
      response: { 200: Routing, ...refusals },
      detail: { summary: 'Say what is done with a fax that comes in at a number', tags },
    })
    .get('/notices', ({ tenant }) => json({ byMail: tenant.read((tx) => wishOf(tx, tx.actor.id)) }), {
      response: { 200: WishJson, ...problems(401, 403, 404) },
      detail: { summary: 'Whether one is written to when a fax comes in', tags },
    })
    .put(
      '/notices',
      ({ tenant, body }) => {
        tenant.write((tx) => setWish(tx, body.byMail as Wish))
        return json(body)
      },
      {
        parse: JSON_BODY,
        body: WishJson,
        response: { 200: WishJson, ...refusals },
        detail: {
          summary: 'Be written to when a fax comes in',
          description: 'The letter says that there is one, and nothing of it.',
          tags,
        },
      },
    )
    .get('/backup', ({ tenant }) => json(tenant.read((tx) => backupOf(tx) ?? { address: '', afterMinutes: 0 })), {
      response: { 200: Backup, ...problems(401, 403, 404) },
      detail: { summary: 'Who is written to when nobody opens a fax', tags },
    })
    .put(
      '/backup',
      ({ tenant, body }) =>
        json(
          tenant.write((tx) => {
            setBackup(tx, body)
            return backupOf(tx) ?? { address: '', afterMinutes: 0 }
          }),
        ),
      {
        parse: JSON_BODY,
        body: Backup,
        response: { 200: Backup, ...refusals },
        detail: { summary: 'Name who is written to when nobody opens a fax', tags },
      },
    )
}

const routingJson = ({ number, assignedTo, tags }: { number: string; assignedTo: string | null; tags: readonly string[] }) => ({
  number,
  assignedTo,
  tags: [...tags],
})
