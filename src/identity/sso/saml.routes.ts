import { type AnyElysia, Elysia, t } from 'elysia'
import { notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import type { Tenant } from '../../tenancy/index.ts'
import { browserSecret, NO_REFERRER, seeOther } from '../../web/index.ts'
import type { Place } from '../directory.ts'
import { halfwayFor, led, sessionFor } from '../sign-in/half-open.routes.ts'
import { type Connection, findConnection } from './connections.ts'
import { finish, refuse } from './finishing.ts'
import { createKnock, KNOCKING, type KnockingDeps, turnedAway } from './knocking.routes.ts'
import { outcomeOf } from './messages.ts'
import { take } from './requests.ts'
import { serviceOf } from './saml.ts'
import { takeAnswer } from './saml-answers.ts'
import { makeKeyPair, someKeyPairs } from './saml-keys.ts'
import { metadataOf } from './saml-metadata.ts'
import { receive } from './saml-receiving.ts'
import type { ConnectionId } from './schema.tenant.ts'

export type SamlRoutesDeps = KnockingDeps & { readonly urlOf: (slug: string) => string }

const Code = t.Object({ code: t.String({ maxLength: 100 }) })
const Posted = t.Object({ SAMLResponse: t.String({ maxLength: 512 * 1024 }), RelayState: t.Optional(t.String({ maxLength: 1024 })) })

/**
 * Where a provider's answers come in. The browser posts them from the provider's page, so no cookie of ours comes along, and none is
 * looked at: what is right waits for a minute under a code, and the browser is sent on to where its cookie does come along and must be
 * that of whoever began. A cookie for cross-site posts (SameSite=None) would not work where third parties' cookies are refused.
 */
export function samlRoutes({ identity, baseDomain, clock, urlOf, addressOf }: SamlRoutesDeps): AnyElysia {
  const { tenants } = identity
  const enter = createKnock({ identity, baseDomain, clock, addressOf })
  const doorOf = (place: Place): Tenant => tenants.as(place.id, KNOCKING)

  return new Elysia({ prefix: '/sso/:id', detail: { hide: true } })
    .get('/metadata', async ({ request, params: { id }, server }) => {
      const place = enter(request, server)
      const door = doorOf(place)
      const connection = connectionAt(door, id)
      if (!connection) throw notFound('Page')
      const pairs = await someKeyPairs(door, () => makeKeyPair(clock()))
      const certificates = pairs.map(({ certificate }) => certificate)
      const headers = {
        'content-type': 'application/samlmetadata+xml; charset=utf-8',
        'content-disposition': 'inline; filename="frontdesk.xml"',
      }
      return new Response(metadataOf(serviceOf(urlOf(place.slug), connection.id), certificates), { headers })
    })
    .post(
      '/acs',
      async ({ request, params: { id }, body, server }) => {
        const place = enter(request, server)
        const door = doorOf(place)
        const connection = connectionAt(door, id)
        if (!connection) return turnedAway('gone')
        const us = serviceOf(urlOf(place.slug), connection.id)
        const received = await receive(door, connection, body.SAMLResponse, { us, now: clock() })
        if ('trial' in received) return seeOther(`/settings/single-sign-on/saml/${connection.id}/trials/${received.trial}`, NO_REFERRER)
        if ('refused' in received) return turnedAway(outcomeOf(received.refused))
        return seeOther(`/sso/${connection.id}/arrival?code=${received.code}`, NO_REFERRER)
      },
      { body: Posted },
    )
    .get(
      '/arrival',
      ({ request, params: { id }, query: { code }, server }) => {
        const place = enter(request, server)
        const door = doorOf(place)
        const connection = connectionAt(door, id)
        if (!connection?.isEnabled) return turnedAway('gone')
        const entry = { grant: sessionFor(request), halfway: halfwayFor(request) }
        const arrived = door.write((tx) => {
          const answer = takeAnswer(tx, connection.id, code)
          if (!answer) return refuse(tx, connection.id, 'late')
          const asked = take(tx, { state: answer.requestId, connectionId: connection.id, browser: browserSecret(request) })
          if (typeof asked === 'string') return refuse(tx, connection.id, asked)
          return { ...finish(tx, connection, answer.verified, entry), back: asked.back }
        })
        const back = 'back' in arrived ? arrived.back : '/'
        if ('refused' in arrived) return turnedAway(outcomeOf(arrived.refused), back)
        return led(request, arrived, back, NO_REFERRER)
      },
      { query: Code },
    )
}

const connectionAt = (door: Tenant, id: string): Connection | undefined => {
  if (!isId(id)) return undefined
  const connection = door.read((tx) => findConnection(tx, id as ConnectionId))
  return connection?.kind === 'saml' ? connection : undefined
}
