import { type AnyElysia, Elysia, t } from 'elysia'
import { SessionsPage } from '../../../views/security/sessions.tsx'
import { page, type Signed, seeOther, sessionCookie, signedIn } from '../../web/index.ts'
import { newBrowsers } from '../browsers/known.ts'
import { type SecurityDeps, selfOf } from '../factor/security.routes.tsx'
import { personNamed } from '../people/people.routes.tsx'
import { getPerson, reachable } from '../people/people.ts'
import { endOne, endOthers, listSessions } from './session-list.ts'

const PLACE = '/settings/security/sessions'
const Noticed = { query: t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) }) }
const NOTICES = new Map([
  ['ended', { kind: 'ok', text: 'That session was ended.' } as const],
  ['others', { kind: 'ok', text: 'All others were ended.' } as const],
  ['all', { kind: 'ok', text: 'They are signed out everywhere.' } as const],
])

/** Where one is signed in oneself, and for an owner where anybody of the office is. */
export function sessionRoutes({ admit, shell, clock }: Omit<SecurityDeps, 'prove' | 'passkeys'>): AnyElysia {
  const around = (actor: Signed, request: Request, notice?: string) =>
    shell(actor, request, actor.permissions.has('settings:read') ? 'settings' : 'none', NOTICES.get(notice ?? ''))

  return new Elysia({ prefix: '/settings', detail: { hide: true } })
    .use(signedIn(admit))
    .get(
      '/security/sessions',
      ({ tenant, actor, request, query }) => {
        const userId = selfOf(actor)
        const seen = tenant.read((tx) => ({
          sessions: listSessions(tx, userId, sessionCookie(request) ?? ''),
          news: newBrowsers(tx, userId),
          clock: clock(tx),
        }))
        return page(<SessionsPage shell={around(actor, request, query.notice)} {...seen} place={PLACE} />)
      },
      Noticed,
    )
    .post('/security/sessions/others/removal', ({ tenant, actor, request }) => {
      tenant.write((tx) => endOthers(tx, selfOf(actor), sessionCookie(request)))
      return seeOther(`${PLACE}?notice=others`)
    })
    .post('/security/sessions/:id/removal', ({ tenant, actor, params: { id } }) => {
      tenant.write((tx) => endOne(tx, selfOf(actor), id))
      return seeOther(`${PLACE}?notice=ended`)
    })
    .get(
      '/people/:id/sessions',
      ({ tenant, actor, request, params, query }) => {
        const id = personNamed(params.id)
        const { person, ...seen } = tenant.read((tx) => ({
          person: getPerson(tx, id),
          sessions: listSessions(tx, id, sessionCookie(request) ?? ''),
          news: newBrowsers(tx, id),
          clock: clock(tx),
        }))
        const place = `/settings/people/${id}/sessions`
        return page(<SessionsPage shell={around(actor, request, query.notice)} {...seen} place={place} person={person} />)
      },
      Noticed,
    )
    .post('/people/:id/sessions/:session/removal', ({ tenant, params: { id, session } }) => {
      tenant.write((tx) => endOne(tx, reachable(tx, personNamed(id)).id, session))
      return seeOther(`/settings/people/${id}/sessions?notice=ended`)
    })
    .post('/people/:id/sessions/removal', ({ tenant, params, request, actor }) => {
      const id = personNamed(params.id)
      const own = id === actor.user?.id ? sessionCookie(request) : undefined
      tenant.write((tx) => endOthers(tx, reachable(tx, id).id, own))
      return seeOther(`/settings/people/${id}/sessions?notice=all`)
    })
}
