import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import type { PageReader } from '../../documents/index.ts'
import { Nullable } from '../../kit/listing.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import { getPageTextRule, MOST_PAST_DAYS, type PageTextRule, setPageTextRule } from './rule.ts'

const BASE = '/api/received/page-text'
const Rule = Type.Object({
  on: Type.Boolean(),
  past: Nullable(
    Type.Object({
      since: Type.String({ format: 'date-time', description: 'Faxes that came since then are read.' }),
      reached: Type.String({ format: 'date-time', description: 'As far back as all are read.' }),
    }),
  ),
  lacking: Nullable(Type.String({ description: 'What the machine lacks for it.' })),
})
const Wish = Type.Object(
  {
    on: Type.Boolean(),
    pastDays: Type.Integer({ minimum: 0, maximum: MOST_PAST_DAYS, description: 'Faxes of so many days before are read too.' }),
  },
  { examples: [{ on: true, pastDays: 30 }] },
)
const tags = ['Office']

/** JSON of whether the words of received pages are read. */
export function pageTextApi({ admit, pageReader }: { readonly admit: Admit; readonly pageReader: PageReader }): AnyElysia {
  const ruleJson = ({ on, past }: PageTextRule) => ({
    on,
    past: past && { since: past.since.toISOString(), reached: past.reached.toISOString() },
    lacking: pageReader.lacking() ?? null,
  })
  return new Elysia()
    .use(signedIn(admit))
    .get(BASE, ({ tenant }) => ruleJson(tenant.read(getPageTextRule)), {
      response: { 200: Rule, ...problems(401, 403) },
      detail: { summary: 'Whether the words of received pages are read for the search', tags },
    })
    .put(BASE, ({ tenant, body }) => ruleJson(tenant.write((tx) => setPageTextRule(tx, body))), {
      parse: JSON_BODY,
      body: Wish,
      response: { 200: Rule, ...problems(400, 401, 403, 422) },
      detail: {
        summary: 'Have the words of received pages read for the search',
        description: 'Switched off, nothing more is read; what was read is found until its fax goes.',
        tags,
      },
    })
}
