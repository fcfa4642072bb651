import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import type { UserId } from '../people/users.ts'
import { type Emergency, endEmergency, listEmergencies, MINUTES, OPENABLE, openEmergency, reviewEmergency } from './emergencies.ts'
import { emergencyNamed } from './emergency.routes.tsx'

const Moment = Type.String({ format: 'date-time' })
const Maybe = (schema: typeof Moment) => Type.Union([schema, Type.Null()])
const Shown = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  permission: Type.String(),
  reason: Type.String(),
  openedAt: Moment,
  endsAt: Moment,
  endedBy: Type.Union([Type.String(), Type.Null()]),
  reviewedAt: Maybe(Moment),
  reviewedBy: Type.Union([Type.String(), Type.Null()]),
  verdict: Type.Union([Type.String(), Type.Null()]),
  note: Type.String(),
})
const List = Type.Object({ data: Type.Array(Shown) })
const Asked = Type.Object({
  permission: Type.Union(OPENABLE.map((each) => Type.Literal(each))),
  reason: Type.String({ minLength: 10, maxLength: 1_000 }),
  minutes: Type.Optional(Type.Union(MINUTES.map((each) => Type.Literal(each)))),
})
const Review = Type.Object({
  verdict: Type.Union([Type.Literal('justified'), Type.Literal('unjustified')]),
  note: Type.Optional(Type.String({ maxLength: 2_000 })),
})
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Emergencies']

/** Emergencies in JSON; no key may open one. */
export function emergencyApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api' })
    .use(signedIn(admit))
    .get('/me/emergencies', ({ tenant }) => ({ data: tenant.read((tx) => listEmergencies(tx, tx.actor.id as UserId)).map(shown) }), {
      response: { 200: List, ...problems(401, 403) },
      detail: { summary: 'What you opened in emergencies', tags },
    })
    .post(
      '/me/emergencies',
      ({ tenant, body, status }) =>
        status(
          201,
          tenant.write((tx) => shown(openEmergency(tx, { minutes: 60, ...body }))),
        ),
      {
        parse: JSON_BODY,
        body: Asked,
        response: { 201: Shown, ...problems(401, 403, 409, 422) },
        detail: { summary: 'Open what your role does not show you, for a while', description: 'Every owner is told at once.', tags },
      },
    )
    .delete(
      '/me/emergencies/:id',
      ({ tenant, params }) => shown(tenant.write((tx) => endEmergency(tx, emergencyNamed(params.id), false))),
      {
        params: One,
        response: { 200: Shown, ...problems(401, 403, 404) },
        detail: { summary: 'End what you opened', tags },
      },
    )
    .get('/emergencies', ({ tenant }) => ({ data: tenant.read((tx) => listEmergencies(tx)).map(shown) }), {
      response: { 200: List, ...problems(401, 403) },
      detail: { summary: 'What was opened in emergencies', tags },
    })
    .delete('/emergencies/:id', ({ tenant, params }) => shown(tenant.write((tx) => endEmergency(tx, emergencyNamed(params.id), true))), {
      params: One,
      response: { 200: Shown, ...problems(401, 403, 404) },
      detail: { summary: 'End it at once', tags },
    })
    .put(
      '/emergencies/:id/review',
      ({ tenant, params, body }) =>
        shown(tenant.write((tx) => reviewEmergency(tx, emergencyNamed(params.id), body.verdict, body.note ?? ''))),
      {
        parse: JSON_BODY,
        params: One,
        body: Review,
        response: { 200: Shown, ...problems(401, 403, 404, 409, 422) },
        detail: { summary: 'Review it', tags },
      },
    )
}

const shown = ({ openedAt, endsAt, reviewedAt, ...rest }: Emergency): Static<typeof Shown> => ({
  ...rest,
  openedAt: openedAt.toISOString(),
  endsAt: endsAt.toISOString(),
  reviewedAt: reviewedAt?.toISOString() ?? null,
})
