import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import { endGrant, grantSupport } from './grants.ts'
import { grantNamed } from './routes.tsx'
import { type GrantTold, tellGrants } from './telling.ts'

const Moment = Type.String({ format: 'date-time' })
const Grant = Type.Object({
  id: Type.String(),
  reason: Type.String(),
  grantedBy: Type.String(),
  grantedAt: Moment,
  endsAt: Moment,
  running: Type.Boolean(),
  visits: Type.Array(
    Type.Object({
      operator: Type.String(),
      since: Moment,
      lastAt: Moment,
      inside: Type.Boolean({ description: 'In the office at this moment.' }),
    }),
  ),
  looks: Type.Array(Type.Object({ at: Moment, operator: Type.String(), what: Type.String() })),
})
const tags = ['Support']

const shown = (grant: GrantTold) => ({
  id: grant.id,
  reason: grant.reason,
  grantedBy: grant.grantedByName,
  grantedAt: grant.grantedAt.toISOString(),
  endsAt: grant.endsAt.toISOString(),
  running: grant.isRunning,
  visits: grant.visits.map(({ operatorName, beganAt, seenAt, isIn }) => ({
    operator: operatorName,
    since: beganAt.toISOString(),
    lastAt: seenAt.toISOString(),
    inside: isIn,
  })),
  looks: grant.looks.map(({ at, who, what }) => ({ at: at.toISOString(), operator: who, what })),
})

/** Letting support in, in JSON, for programs that act for an owner. */
export function supportApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api/support-grants' })
    .use(signedIn(admit))
    .get('', ({ tenant }) => ({ data: tenant.read(tellGrants).map(shown) }), {
      response: { 200: Type.Object({ data: Type.Array(Grant) }), ...problems(401, 403) },
      detail: { summary: 'When support was let in, who came, and what they looked at', tags },
    })
    .post(
      '',
      ({ tenant, body, status }) =>
        status(
          201,
          tenant.write((tx) => {
            const { id } = grantSupport(tx, body)
            return shown(tellGrants(tx).find((each) => each.id === id) as GrantTold)
          }),
        ),
      {
        parse: JSON_BODY,
        body: Type.Object({
          reason: Type.String({ maxLength: 5_000, description: 'What to look at. No patient’s name.' }),
          hours: Type.Integer({ description: '1, 4, 24 or 72.' }),
        }),
        response: { 201: Grant, ...problems(401, 403, 409, 422) },
        detail: {
          summary: 'Let support in for some hours',
          description: 'Operators see settings, people, jobs and the trail; no document, recipient, contact or note.',
          tags,
        },
      },
    )
    .delete(
      '/:id',
      ({ tenant, params, status }) => {
        tenant.write((tx) => void endGrant(tx, grantNamed(params.id)))
        return status(204, undefined)
      },
      {
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Undefined(), ...problems(401, 403, 404) },
        detail: { summary: 'End it now', description: 'Whoever is in is out at the next request.', tags },
      },
    )
}
