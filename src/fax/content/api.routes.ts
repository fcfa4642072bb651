import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../../kit/listing.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import { type ContentRules, getContentRules, MOST_HOURS, setContentRules } from './rules.ts'

const BASE = '/api/zero-retention'
const Hours = Type.Integer({ minimum: 1, maximum: MOST_HOURS })
const Rules = Type.Object(
  {
    sent: Nullable(
      Type.Object({
        hours: Type.Integer({
          ...Hours,
          description: 'How long what did not reach everybody stays, to be sent again. Else it goes at once.',
        }),
      }),
    ),
    received: Nullable(
      Type.Object({
        after: oneOf(['read', 'fetched', 'forwarded'] as const),
        hours: Type.Integer({ ...Hours, description: 'How long after that its pages go.' }),
      }),
    ),
  },
  { examples: [{ sent: { hours: 72 }, received: { after: 'read', hours: 24 } }] },
)
const tags = ['Retention']

const rulesJson = ({ sent, received }: ContentRules) => ({
  sent: sent && { hours: sent.hours },
  received: received && { after: received.after as 'read' | 'fetched' | 'forwarded', hours: received.hours },
})

/** JSON of when the content of faxes leaves by itself. */
export const contentApi = ({ admit }: { readonly admit: Admit }): AnyElysia =>
  new Elysia()
    .use(signedIn(admit))
    .get(BASE, ({ tenant }) => rulesJson(tenant.read(getContentRules)), {
      response: { 200: Rules, ...problems(401, 403) },
      detail: {
        summary: 'When the content of faxes is destroyed',
        description: 'Null: it stays as long as the fax. What is on hold stays in any case.',
        tags,
      },
    })
    .put(
      BASE,
      ({ tenant, body: { sent, received } }) =>
        rulesJson(tenant.write((tx) => setContentRules(tx, { sent: sent && { after: 'delivered', hours: sent.hours }, received }))),
      {
        parse: JSON_BODY,
        body: Rules,
        response: { 200: Rules, ...problems(400, 401, 403, 422) },
        detail: {
          summary: 'Have the content of faxes destroyed',
          description: 'For faxes that end, or are dealt with, from now on. Their record, history and receipt stay. Needs a fresh proof.',
          tags,
        },
      },
    )
