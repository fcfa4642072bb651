import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../../kit/listing.ts'
import { type Admit, JSON_BODY, json, problems, signedIn } from '../../web/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { REQUEST_BODY } from '../described.routes.ts'
import { readBody, readSubmission } from '../reading-form.ts'
import { CONCERNS, type Looked } from './concerns.ts'
import { quote } from './quoting.ts'
import { getSendRules, MOST_HOURS, MOST_OVER, setSendRules } from './rules.ts'

const Rules = Type.Object({
  duplicateHours: Type.Integer({
    minimum: 0,
    maximum: MOST_HOURS,
    description: 'Within which the same files to the same number are asked about; 0 for never.',
  }),
  askNewNumbers: Type.Boolean({ description: 'Whether a number that was never sent to is to be read back.' }),
  holdPrograms: Type.Boolean({
    description: 'Whether a likely duplicate that a program submits waits for a person, as `held` with the cause `possible_duplicate`.',
  }),
  secondOver: Type.Integer({
    minimum: 0,
    maximum: MOST_OVER,
    description: 'A bulk to more recipients than this waits for a second person to let it go; 0 for never.',
  }),
})
const QuoteJson = Type.Object({
  pages: Type.Integer({ description: 'To each recipient, the cover included.' }),
  pagesInAll: Type.Integer(),
  expectedSeconds: Type.Integer({ description: 'On the line, for each recipient, by the office’s last calls.' }),
  recipients: Type.Array(
    Type.Object({
      to: Type.String(),
      name: Type.String(),
      lastDeliveredAt: Nullable(Type.String({ format: 'date-time' })),
      concerns: Type.Array(
        Type.Object({
          kind: oneOf(CONCERNS),
          message: Type.String(),
          asks: Type.Boolean({ description: 'Whether a person at the page would have to say that they looked.' }),
        }),
      ),
    }),
  ),
})

/** JSON of what is known before a fax goes. */
export function guardApi(deps: AcceptDeps & { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(deps.admit))
    .post(
      '/api/faxes/quotes',
      async ({ tenant, body }) => {
        const read = await readSubmission(tenant, body)
        const { pages, seconds, recipients } = await quote(deps, tenant, read.input, read)
        return json({ pages, pagesInAll: pages * recipients.length, expectedSeconds: seconds, recipients: recipients.map(lookedJson) })
      },
      {
        parse: readBody,
        detail: {
          summary: 'What sending a fax would come to',
          description: 'Takes what sending takes, refuses what sending refuses, and keeps nothing.',
          tags: ['Faxes'],
          requestBody: REQUEST_BODY,
        },
        response: { 200: QuoteJson, ...problems(400, 401, 403, 404, 410, 413, 415, 422, 429, 503) },
      },
    )
    .get('/api/send-rules', ({ tenant }) => tenant.read(getSendRules), {
      response: { 200: Rules, ...problems(401, 403) },
      detail: { summary: 'What is asked before a fax goes', tags: ['Office'] },
    })
    .put('/api/send-rules', ({ tenant, body }) => tenant.write((tx) => setSendRules(tx, body)), {
      parse: JSON_BODY,
      body: Rules,
      response: { 200: Rules, ...problems(400, 401, 403, 422) },
      detail: { summary: 'Change what is asked before a fax goes', tags: ['Office'] },
    })
}

const lookedJson = ({ to, name, lastDelivered, concerns }: Looked) => ({
  to,
  name,
  lastDeliveredAt: lastDelivered?.toISOString() ?? null,
  concerns: concerns.map(({ kind, message, asks }) => ({ kind, message, asks })),
})
