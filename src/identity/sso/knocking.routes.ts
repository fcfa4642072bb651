import { tooMany } from '../../kit/errors.ts'
import { system } from '../../tenancy/index.ts'
import { type AddressOf, NO_REFERRER, seeOther, socketAddress } from '../../web/index.ts'
import { placeAt, refuseOtherTenant } from '../admit.routes.ts'
import type { Place } from '../directory.ts'
import type { Identity } from '../identity.ts'
import { createLimit } from '../sign-in/limits.ts'

export type KnockingDeps = {
  readonly identity: Identity
  readonly baseDomain: string
  readonly clock: () => Date
  readonly addressOf?: AddressOf | undefined
}
/** Throws AppError not_found, forbidden or too_many. */
export type Knock = (request: Request, server: Parameters<AddressOf>[1]) => Place

const MINUTE = 60_000
/** Of one address: an office behind one line may come all at once in the morning. */
const MOST_A_MINUTE = 120
export const KNOCKING = system('single sign-on')

/** At which office’s door somebody is who goes to a provider or comes back from one. */
export function createKnock({ identity, baseDomain, clock, addressOf = socketAddress }: KnockingDeps): Knock {
  const limit = createLimit({ most: MOST_A_MINUTE, windowMs: MINUTE, clock })
  return (request, server) => {
    const place = placeAt(identity, request, baseDomain)
    refuseOtherTenant(request, place)
    const wait = limit.take(addressOf(request, server))
    if (wait > 0) throw tooMany('Too many tries. Wait a minute, then try again.', wait)
    return place
  }
}

export function turnedAway(outcome: string, back = '/'): Response {
  const query = new URLSearchParams({ sso: outcome, ...(back !== '/' && { next: back }) })
  return seeOther(`/sign-in?${query}`, NO_REFERRER)
}
