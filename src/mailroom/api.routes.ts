import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, JSON_BODY, json, problems, signedIn } from '../web/index.ts'
import { addSender, type Faxers, listSenders, removeSender, type Sender } from './senders.ts'

const BASE = '/api/mail-senders'
const tags = ['Faxes']
const SENDER = {
  address: Type.String({ maxLength: 400 }),
  personId: Type.String({ maxLength: 64, description: 'In whose name their faxes go, with that person’s rights.' }),
  coverSubject: Type.Boolean({ description: 'Whether the subject of a mail stands on the cover page.' }),
  tellEnd: Type.Boolean({ description: 'Whether they are written to once more when the fax has ended.' }),
}
const EXAMPLE = {
  address: 'ana@maple.example',
  personId: '0195a3c8-7c1e-7d3a-9f00-3c5d2a1b4e6f',
  coverSubject: false,
  tellEnd: true,
}
const SenderJson = Type.Object(
  { id: Type.String(), ...SENDER, addedAt: Type.String({ format: 'date-time' }) },
  { examples: [{ id: '0195a3b1-2f4d-7a6b-8c00-91d2e3f4a5b6', ...EXAMPLE, addedAt: '2026-03-02T09:30:00.000Z' }] },
)

const senderJson = ({ id, address, personId, coverSubject, tellEnd, addedAt }: Sender) => ({
  id,
  address,
  personId,
  coverSubject,
  tellEnd,
  addedAt: addedAt.toISOString(),
})

/** JSON of whose e-mail becomes a fax. */
export const mailroomApi = ({ admit, faxers }: { readonly admit: Admit; readonly faxers: Faxers }): AnyElysia =>
  new Elysia()
    .use(signedIn(admit))
    .get(BASE, ({ tenant }) => ({ data: tenant.read(listSenders).map(senderJson) }), {
      response: { 200: Type.Object({ data: Type.Array(SenderJson) }), ...problems(401, 403) },
      detail: { summary: 'Whose e-mail becomes a fax', tags },
    })
    .post(BASE, ({ tenant, body }) => json(senderJson(tenant.write((tx) => addSender(tx, body, faxers))), 201, { location: BASE }), {
      parse: JSON_BODY,
      body: Type.Object(SENDER, { examples: [EXAMPLE] }),
      response: { 201: SenderJson, ...problems(400, 401, 403, 409, 422) },
      detail: {
        summary: 'Let an address send faxes by e-mail',
        description: 'Its mail must be signed by its domain (DKIM), or come from where that domain sends (SPF). Needs a fresh proof.',
        tags,
      },
    })
    .delete(
      `${BASE}/:id`,
      ({ tenant, params }) => {
        tenant.write((tx) => removeSender(tx, params.id))
        return new Response(null, { status: 204 })
      },
      {
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Void(), ...problems(401, 403, 404) },
        detail: { summary: 'Take no more e-mail from an address', tags },
      },
    )
