import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, JSON_BODY, problems, sessionCookie, signedIn } from '../../web/index.ts'
import { selfOf } from '../factor/factor.api.routes.ts'
import { personNamed } from '../people/people.routes.tsx'
import { getPerson, reachable } from '../people/people.ts'
import { sessionLimitsOf, setSessionLimits } from './session-limits.ts'
import { endOne, endOthers, listSessions, type SignedInAt } from './session-list.ts'

const Moment = Type.String({ format: 'date-time' })
const List = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String({ description: 'browser, or program for who was given tokens' }),
      name: Type.String({ description: 'As the browser or program calls itself.' }),
      address: Type.String({ description: 'Where it signed in from.' }),
      since: Moment,
      lastAt: Moment,
      isOwn: Type.Boolean({ description: 'The session of this request.' }),
      isLocked: Type.Boolean(),
    }),
  ),
})
const Limits = Type.Object({
  idleMinutes: Type.Integer({ minimum: 5, maximum: 60, description: 'Without use.' }),
  longestHours: Type.Integer({ minimum: 1, maximum: 24, description: 'However busy; of refresh tokens, too.' }),
})
const Text = Type.String({ maxLength: 64 })
const Ended = { 204: Type.Undefined(), ...problems(401, 403, 404) }
const tags = ['Sessions']

/** Where people are signed in, in JSON. */
export function sessionApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api' })
    .use(signedIn(admit))
    .get(
      '/me/sessions',
      ({ tenant, actor, request }) => ({
        data: tenant.read((tx) => listSessions(tx, selfOf(actor), sessionCookie(request) ?? '')).map(shown),
      }),
      { response: { 200: List, ...problems(401, 403) }, detail: { summary: 'Where one is signed in', tags } },
    )
    .delete(
      '/me/sessions',
      ({ tenant, actor, request, status }) => {
        tenant.write((tx) => endOthers(tx, selfOf(actor), sessionCookie(request)))
        return status(204, undefined)
      },
      {
        response: { 204: Type.Undefined(), ...problems(401, 403) },
        detail: { summary: 'End all others', description: 'A token’s own sign-in ends, too.', tags },
      },
    )
    .delete(
      '/me/sessions/:id',
      ({ tenant, actor, params: { id }, status }) => {
        tenant.write((tx) => endOne(tx, selfOf(actor), id))
        return status(204, undefined)
      },
      { params: Type.Object({ id: Text }), response: Ended, detail: { summary: 'End one', tags } },
    )
    .get(
      '/people/:id/sessions',
      ({ tenant, params, request }) => ({
        data: tenant.read((tx) => listSessions(tx, getPerson(tx, personNamed(params.id)).id, sessionCookie(request) ?? '')).map(shown),
      }),
      {
        params: Type.Object({ id: Text }),
        response: { 200: List, ...problems(401, 403, 404) },
        detail: { summary: 'Where a person is signed in', description: 'The owner only.', tags },
      },
    )
    .delete(
      '/people/:id/sessions/:session',
      ({ tenant, params: { id, session }, status }) => {
        tenant.write((tx) => endOne(tx, reachable(tx, personNamed(id)).id, session))
        return status(204, undefined)
      },
      {
        params: Type.Object({ id: Text, session: Text }),
        response: Ended,
        detail: { summary: 'End one of a person', description: 'The owner only.', tags },
      },
    )
    .delete(
      '/people/:id/sessions',
      ({ tenant, params, status }) => {
        tenant.write((tx) => endOthers(tx, reachable(tx, personNamed(params.id)).id, undefined))
        return status(204, undefined)
      },
      {
        params: Type.Object({ id: Text }),
        response: Ended,
        detail: { summary: 'End all of a person', description: 'The owner only.', tags },
      },
    )
    .get('/session-limits', ({ tenant }) => tenant.read(sessionLimitsOf), {
      response: { 200: Limits, ...problems(401, 403) },
      detail: { summary: 'How long sessions last', description: 'The owner only.', tags },
    })
    .put(
      '/session-limits',
      ({ tenant, body }) => {
        tenant.write((tx) => setSessionLimits(tx, body))
        return body
      },
      {
        parse: JSON_BODY,
        body: Limits,
        response: { 200: Limits, ...problems(401, 403, 422) },
        detail: { summary: 'Change it, from the next request on', description: 'The owner only.', tags },
      },
    )
}

const shown = ({ since, lastAt, ...rest }: SignedInAt) => ({ ...rest, since: since.toISOString(), lastAt: lastAt.toISOString() })
