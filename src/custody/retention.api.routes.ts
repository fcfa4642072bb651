import type { Static } from '@sinclair/typebox'
import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Hold, listHolds, placeHold, releaseHold } from '../disposal/index.ts'
import { paged, parseNumber, readPage } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../web/index.ts'
import {
  countRemovals,
  listRemovals,
  listRules,
  previewRule,
  type RecordClass,
  type Removal,
  type Rule,
  setRule,
} from './retention/rules.ts'
import { nextNight } from './retention/running.ts'
import {
  HoldJson,
  Holds,
  NewHold,
  NewRule,
  PreviewJson,
  PreviewQuery,
  Removals,
  RemovalsQuery,
  RuleJson,
  Rules,
} from './retention.api.schema.ts'

const BASE = '/api/retention'
const OneHold = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Retention']
const refusals = problems(401, 403, 404, 422)

export type RetentionApiDeps = {
  readonly admit: Admit
  readonly clock: (tx: Tx) => { readonly zone: string }
  readonly classes: readonly RecordClass[]
}

const ruleJson = ({ name, label, days, setAt }: Rule): Static<typeof RuleJson> => ({
  class: name,
  label,
  days,
  setAt: setAt?.toISOString() ?? null,
})
const holdJson = ({ placedAt, releasedAt, ...hold }: Hold): Static<typeof HoldJson> => ({
  ...hold,
  placedAt: placedAt.toISOString(),
  releasedAt: releasedAt?.toISOString() ?? null,
})
const removalJson = ({ at, ...removal }: Removal) => ({ ...removal, at: at.toISOString() })

/** How long records are kept, what is on hold, and what was removed: JSON of the same, for the owner. */
export function retentionApi({ admit, clock, classes }: RetentionApiDeps): AnyElysia {
  const find = (tx: Tx, name: string): Static<typeof RuleJson> => {
    const found = listRules(tx, classes).find((each) => each.name === name)
    if (!found) throw new Error('A rule was set for a class that there is not.')
    return ruleJson(found)
  }

  return new Elysia()
    .use(signedIn(admit))

    .get(`${BASE}/rules`, ({ tenant }) => ({ data: tenant.read((tx) => listRules(tx, classes)).map(ruleJson) }), {
      response: { 200: Rules, ...refusals },
      detail: { summary: 'How long each kind of record is kept', description: 'Without a number of days: for ever.', tags },
    })
    .get(
      `${BASE}/preview`,
      ({ tenant, query }) => {
        const { name, before, ...seen } = tenant.read((tx) => previewRule(tx, classes, query.class, Number(query.days)))
        return { class: name, before: before.toISOString(), ...seen }
      },
      {
        query: PreviewQuery,
        response: { 200: PreviewJson, ...refusals },
        detail: { summary: 'What such a rule would remove', description: 'Counts; changes nothing.', tags },
      },
    )
    .put(
      `${BASE}/rules`,
      ({ tenant, body }) => {
        return tenant.write((tx) => {
          setRule(tx, classes, body.class, body.days, nextNight(tx.now, clock(tx).zone))
          return find(tx, body.class)
        })
      },
      {
        parse: JSON_BODY,
        body: NewRule,
        response: { 200: RuleJson, 400: Problem, ...refusals, 429: Problem },
        detail: {
          summary: 'Set how long a kind of record is kept',
          description: 'The first run is in the coming night of the office. What is on hold stays.',
          tags,
        },
      },
    )
    .get(`${BASE}/holds`, ({ tenant }) => ({ data: tenant.read(listHolds).map(holdJson) }), {
      response: { 200: Holds, ...refusals },
      detail: { summary: 'Legal holds that stand', description: 'Newest first.', tags },
    })
    .post(
      `${BASE}/holds`,
      ({ tenant, body }) =>
        json(holdJson(tenant.write((tx) => placeHold(tx, body.subjectId ?? '', body.reason))), 201, { location: `${BASE}/holds` }),
      {
        parse: JSON_BODY,
        body: NewHold,
        response: { 201: HoldJson, 400: Problem, ...refusals },
        detail: { summary: 'Put one fax, or everything, on legal hold', description: 'It outranks every rule until it is released.', tags },
      },
    )
    .delete(`${BASE}/holds/:id`, ({ tenant, params }) => holdJson(tenant.write((tx) => releaseHold(tx, params.id))), {
      params: OneHold,
      response: { 200: HoldJson, ...refusals, 409: Problem },
      detail: {
        summary: 'Release a legal hold',
        description: 'Rules apply again from the coming night. Its entry in the audit trail stays.',
        tags,
      },
    })
    .get(
      `${BASE}/removals`,
      ({ tenant, query }) => {
        const asked = readPage(query, parseNumber)
        return tenant.read((tx) => {
          const rows = listRemovals(tx, { beforeSeq: asked.after, offset: asked.offset, limit: asked.take })
          return paged(asked, rows, countRemovals(tx), { show: removalJson, cursor: ({ seq }) => String(seq) })
        })
      },
      {
        query: RemovalsQuery,
        response: { 200: Removals, ...refusals },
        detail: {
          summary: 'What was removed, when and under which rule',
          description: 'From the audit trail, newest first: counts and a digest, never content.',
          tags,
        },
      },
    )
}
