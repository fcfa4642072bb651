import { type AnyElysia, Elysia, t } from 'elysia'
import { isId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { browserSecret, keepingBrowser, NO_REFERRER, ownPath, seeOther, sessionCookie } from '../../web/index.ts'
import type { Place } from '../directory.ts'
import { findEvenLocked } from '../sessions/sessions.ts'
import { halfwayFor, led, sessionFor } from '../sign-in/half-open.routes.ts'
import { findConnection, secretsOf } from './connections.ts'
import { finish, refuse } from './finishing.ts'
import { createKnock, KNOCKING, type KnockingDeps, turnedAway } from './knocking.routes.ts'
import { outcomeOf } from './messages.ts'
import { CLIENT_SECRET, type Oidc, type Provider } from './oidc.ts'
import { concludeOidc, oidcProvider } from './oidc-trying.ts'
import { begin, take } from './requests.ts'
import { leaveBySaml, serviceOf } from './saml.ts'
import { newRequestId } from './saml-request.ts'
import type { ConnectionId } from './schema.tenant.ts'
import { trialOf } from './trials.ts'

export type SsoSignInDeps = KnockingDeps & {
  readonly oidc: Oidc
  /** An office's own address: what the provider was told, whatever name a request calls us by. */
  readonly urlOf: (slug: string) => string
}

export const callbackPath = (id: string): string => `/sign-in/sso/${id}/callback`

/** To a provider and back. Public; a link and not a form, because browsers let no form of ours lead elsewhere. */
export function ssoSignInRoutes({ identity, baseDomain, clock, oidc, urlOf, addressOf }: SsoSignInDeps): AnyElysia {
  const { tenants } = identity
  const enter = createKnock({ identity, baseDomain, clock, addressOf })
  const providerAt = (place: Place, id: string): Provider | undefined =>
    isId(id) ? tenants.as(place.id, KNOCKING).read((tx) => providerOf(tx, id as ConnectionId)) : undefined
  /** What an owner tries comes back here too, also before it is switched on. */
  const trialAt = (place: Place, id: string, url: URL) =>
    tenants.as(place.id, KNOCKING).read((tx) => {
      const trial = trialOf(tx, url.searchParams.get('state') ?? '')
      const provider = trial && isId(id) ? oidcProvider(tx, id as ConnectionId) : undefined
      return trial && provider && { trial, provider }
    })
  const homeOf = (place: Place, id: string) => `${urlOf(place.slug)}${callbackPath(id)}`
  function refused(place: Place, id: ConnectionId, why: Parameters<typeof outcomeOf>[0], back?: string): Response {
    tenants.as(place.id, KNOCKING).write((tx) => void refuse(tx, id, why))
    return turnedAway(outcomeOf(why), back)
  }

  return new Elysia({ prefix: '/sign-in/sso', detail: { hide: true } })
    .get(
      '/:id',
      async ({ request, params: { id }, query, server }) => {
        const place = enter(request, server)
        const provider = providerAt(place, id)
        const back = ownPath(query.next)
        if (!provider) return turnedAway('gone', back)
        const { connection } = provider
        const browser = browserSecret(request)
        const door = tenants.as(place.id, KNOCKING)
        const isAfresh = query.afresh === '1' || door.read((tx) => isLocked(tx, sessionCookie(request)))
        const state = connection.kind === 'saml' ? newRequestId() : undefined
        const begun = door.write((tx) => begin(tx, { connectionId: connection.id, browser, back, isAfresh }, state))
        const url =
          connection.kind === 'saml'
            ? await leaveBySaml(door, { connection, us: serviceOf(urlOf(place.slug), connection.id), isAfresh, now: clock() }, begun.state)
            : await oidc.leave(provider, begun, { home: homeOf(place, id), isAfresh })
        if (!(url instanceof URL)) return refused(place, connection.id, url, back)
        return keepingBrowser(request, seeOther(url.href, NO_REFERRER))
      },
      { query: t.Object({ next: t.Optional(t.String({ maxLength: 2000 })), afresh: t.Optional(t.String({ maxLength: 1 })) }) },
    )
    .get('/:id/callback', async ({ request, params: { id }, server }) => {
      const place = enter(request, server)
      const url = new URL(homeOf(place, id) + new URL(request.url).search)
      const tried = trialAt(place, id, url)
      if (tried) {
        await concludeOidc(tenants.as(place.id, KNOCKING), oidc, tried.provider, { trial: tried.trial, url })
        return seeOther(`/settings/single-sign-on/${id}/trials/${tried.trial}`, NO_REFERRER)
      }
      const provider = providerAt(place, id)
      if (provider?.connection.kind !== 'oidc') return turnedAway('gone')
      const { connection } = provider
      const answered = { state: url.searchParams.get('state') ?? '', connectionId: connection.id, browser: browserSecret(request) }
      const asked = tenants.as(place.id, KNOCKING).write((tx) => take(tx, answered))
      if (typeof asked === 'string') return refused(place, connection.id, asked)
      const verified = await oidc.redeem(provider, asked, url)
      if ('refused' in verified) return refused(place, connection.id, verified.refused, asked.back)
      const finished = tenants.as(place.id, KNOCKING).write((tx) => {
        // What was verified was verified by rules that may have been changed meanwhile.
        const now = findConnection(tx, connection.id)
        if (!now?.isEnabled || !isSame(now.settings, connection.settings)) return refuse(tx, connection.id, 'gone')
        return finish(tx, now, verified, { grant: sessionFor(request), halfway: halfwayFor(request) })
      })
      if ('refused' in finished) return turnedAway(outcomeOf(finished.refused), asked.back)
      return led(request, finished, asked.back, NO_REFERRER)
    })
}

/** Whoever finds a locked screen does not open it by what the provider still remembers of its person. */
const isLocked = (tx: Tx, secret: string | undefined): boolean => secret !== undefined && (findEvenLocked(tx, secret)?.isLocked ?? false)

function providerOf(tx: Tx, id: ConnectionId): Provider | undefined {
  const connection = findConnection(tx, id)
  if (!connection?.isEnabled) return undefined
  return { connection, clientSecret: secretsOf(tx, id).get(CLIENT_SECRET) }
}

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other)
