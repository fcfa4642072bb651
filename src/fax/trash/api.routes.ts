import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../../web/index.ts'
import { MOST_AT_ONCE } from '../received/sorting.ts'
import { MOST_DAYS, setTrashDays, trashDays } from './rule.ts'
import { restoreFaxes, trashFaxes } from './trash.ts'

const Ids = Type.Object({
  ids: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: MOST_AT_ONCE, description: 'Of faxes sent or received.' }),
})
const Moved = Type.Object({ changed: Type.Integer({ description: 'How many were not there already.' }) })
const Rule = Type.Object({
  days: Type.Integer({ minimum: 1, maximum: MOST_DAYS, description: 'So long the trash keeps what is in it; 30 unless said otherwise.' }),
})
const tags = ['Faxes']
const refusals = { 400: Problem, ...problems(401, 403, 404, 409, 422) }

/** JSON of the trash; what lies in it is listed by `trashed=true` of the two lists. */
export function trashApi({ admit }: { readonly admit: Admit }): AnyElysia {
  const rule = (tx: Tx) => ({ days: trashDays(tx) })
  return new Elysia()
    .use(signedIn(admit))
    .post('/api/trash', ({ tenant, body }) => json({ changed: tenant.write((tx) => trashFaxes(tx, body.ids)) }), {
      parse: JSON_BODY,
      body: Ids,
      response: { 200: Moved, ...refusals },
      detail: {
        summary: 'Put faxes in the trash',
        description:
          'All of them, or none when one is refused. They are in no list and no search from then on, and go for good after the office’s days.',
        tags,
      },
    })
    .post('/api/trash/restorations', ({ tenant, body }) => json({ changed: tenant.write((tx) => restoreFaxes(tx, body.ids)) }), {
      parse: JSON_BODY,
      body: Ids,
      response: { 200: Moved, ...refusals },
      detail: {
        summary: 'Take faxes out of the trash',
        description: 'Back to where they were; all of them, or none when one is refused.',
        tags,
      },
    })
    .get('/api/trash/rule', ({ tenant }) => tenant.read(rule), {
      response: { 200: Rule, ...problems(401, 403, 404) },
      detail: { summary: 'How long the trash keeps what is in it', tags: ['Office'] },
    })
    .put(
      '/api/trash/rule',
      ({ tenant, body }) =>
        tenant.write((tx) => {
          setTrashDays(tx, body.days)
          return rule(tx)
        }),
      {
        parse: JSON_BODY,
        body: Rule,
        response: { 200: Rule, 400: Problem, ...problems(401, 403, 404, 422) },
        detail: {
          summary: 'Set how long the trash keeps what is in it',
          description: 'What a rule for keeping records keeps longer, and what is on legal hold, stays longer.',
          tags: ['Office'],
        },
      },
    )
}
