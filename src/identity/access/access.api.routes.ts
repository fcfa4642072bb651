import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { becauseWords } from '../../../views/access/because.ts'
import { notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import type { UserId } from '../people/users.ts'
import { type Explanation, explain, replay } from './explaining.ts'
import { findRules, NO_RULES, setRules } from './rules.ts'

const Time = Type.Union([Type.String({ maxLength: 5, description: 'By the office’s clock, such as 07:30.' }), Type.Null()])
const Rules = Type.Object({
  days: Type.String({ maxLength: 7, description: 'Days of the week as digits; Monday is 1.' }),
  from: Time,
  until: Time,
  addresses: Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50, description: 'None for everywhere.' }),
})
const Decided = Type.Object({
  permission: Type.String(),
  role: Type.Union([Type.String(), Type.Null()]),
  at: Type.String({ format: 'date-time' }),
  allowed: Type.Boolean(),
  ownOnly: Type.Boolean({ description: 'For what is their own, and nothing else.' }),
  because: Type.Array(Type.Object({ rule: Type.String(), allows: Type.Boolean(), message: Type.String() })),
})
const Again = Type.Composite([Decided, Type.Object({ seq: Type.Integer(), action: Type.String(), actorId: Type.String() })])
const tags = ['Access']

export type AccessApiDeps = { readonly admit: Admit; readonly zoneOf: (tx: Tx) => string }

/** Settings → Security → When and from where, and why somebody may do something, in JSON. */
export function accessApi({ admit, zoneOf }: AccessApiDeps): AnyElysia {
  return new Elysia({ prefix: '/api/access' })
    .use(signedIn(admit))
    .get('/rules', ({ tenant }) => shownRules(tenant.read(findRules) ?? NO_RULES), {
      response: { 200: Rules, ...problems(401, 403) },
      detail: { summary: 'When and from where people are let in', tags },
    })
    .put('/rules', ({ tenant, body }) => shownRules(tenant.write((tx) => setRules(tx, body))), {
      parse: JSON_BODY,
      body: Rules,
      response: { 200: Rules, ...problems(401, 403, 422) },
      detail: {
        summary: 'Say when and from where people are let in',
        description: 'Owners always are. In force at the next request.',
        tags,
      },
    })
    .get(
      '/explanations',
      ({ tenant, query: { person, permission } }) => {
        if (!isId(person)) throw notFound('Person')
        return tenant.read((tx) => shown(explain(tx, person as UserId, permission, zoneOf(tx))))
      },
      {
        query: Type.Object({ person: Type.String({ maxLength: 64 }), permission: Type.String({ maxLength: 64 }) }),
        response: { 200: Decided, ...problems(401, 403, 404, 422) },
        detail: { summary: 'Why a person may do something now, or may not', tags },
      },
    )
    .get(
      '/replays/:seq',
      ({ tenant, params }) =>
        tenant.read((tx) => {
          const again = replay(tx, Number(params.seq), zoneOf(tx))
          return { ...shown(again), seq: again.seq, action: again.action, actorId: again.actorId }
        }),
      {
        params: Type.Object({ seq: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }),
        response: { 200: Again, ...problems(401, 403, 404, 409, 422) },
        detail: { summary: 'Decide an act of the trail again, as the rules and the role were then', tags },
      },
    )
}

const shownRules = (rules: Static<typeof Rules> | typeof NO_RULES): Static<typeof Rules> => ({ ...rules, addresses: [...rules.addresses] })

const shown = ({ permission, role, at, decision }: Explanation): Static<typeof Decided> => ({
  permission,
  role: role ?? null,
  at: at.toISOString(),
  allowed: decision.allowed,
  ownOnly: decision.reach === 'own' && permission.startsWith('faxes:'),
  because: decision.because.map((each) => ({ ...each, message: becauseWords(each, { permission, role }) })),
})
