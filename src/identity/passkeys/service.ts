import { record } from '../../audit/index.ts'
import { conflict, forbidden, invalid, tooMany, unauthenticated } from '../../kit/errors.ts'
import { system, type Tenant, type TenantId, type Tenants, type Tx } from '../../tenancy/index.ts'
import type { Place } from '../directory.ts'
import { factorSince } from '../factor/factor.ts'
import { getUser, type User, type UserId } from '../people/users.ts'
import { createLimit } from '../sign-in/limits.ts'
import { type Entry, type Granted, succeed } from '../sign-in/sign-in.ts'
import { mayUsePassword } from '../sso/break-glass.ts'
import { type Asking, makeChallenge } from './challenges.ts'
import { type Added, addPasskey } from './keeping.ts'
import { listPasskeys } from './kept.ts'
import { checkNew } from './making.ts'
import { creationOptions, requestOptions } from './options.ts'
import { signedIn } from './said.ts'
import type { Site } from './simplewebauthn.ts'
import { checkUse, settleUse } from './using.ts'

export type PasskeysDeps = { readonly tenants: Tenants; readonly clock: () => Date; readonly urlOf: (slug: string) => string }
type At = Pick<Place, 'id' | 'slug'>
type Knock = { readonly holder: string; readonly ip: string }

export type Passkeys = {
  /** For whoever is about to sign in; only those of `userId` where the password said who it is. Throws AppError too_many. */
  askSignIn(place: At, knock: Knock, userId?: UserId): ReturnType<typeof requestOptions>
  /** Both factors at once. Throws AppError unauthenticated or too_many. */
  signIn(place: At, said: unknown, knock: Knock, grant: Entry['grant']): Promise<Granted>
  /** For who is signed in as `tenant.actor`, and shows once more that it is they. Throws AppError conflict when they have none. */
  askProof(tenant: Tenant, slug: string, holder: string): ReturnType<typeof requestOptions>
  /** Throws AppError invalid. */
  prove(tenant: Tenant, slug: string, said: unknown, holder: string, purpose: string): Promise<void>
  askNew(place: At & { readonly name: string }, userId: UserId, holder: string): ReturnType<typeof creationOptions>
  /** With the first factor of a person `grant` makes the session to go on with, since all others end. Throws AppError invalid or conflict. */
  add(place: At, userId: UserId, named: New, grant: (tx: Tx, user: User) => string): Promise<Added & { readonly secret: string }>
}
/** `isFirst` for who gave the password alone: by then nothing else may have been set up. */
export type New = { readonly name: string; readonly said: unknown; readonly holder: string; readonly isFirst?: true }

export const NO_PASSKEY = 'That passkey did not let you in. Try again, or sign in with your password.'
const NOT_PROVEN = 'That passkey did not show that it is you. Try again, or use another way.'
const MINUTE = 60_000

export function createPasskeys({ tenants, clock, urlOf }: PasskeysDeps): Passkeys {
  const asked = createLimit({ most: 60, windowMs: MINUTE, clock })
  const tried = createLimit({ most: 20, windowMs: MINUTE, clock })
  const siteOf = (slug: string): Site => {
    const { hostname, origin } = new URL(urlOf(slug))
    return { id: hostname, origin }
  }
  const knocking = (id: TenantId) => tenants.as(id, system('sign-in'))

  return {
    askSignIn({ id, slug }, { holder, ip }, userId) {
      refuseMany(asked.take(ip))
      const asking: Asking = { purpose: 'sign_in', holder, userId }
      return knocking(id).write((tx) => requestOptions(siteOf(slug), userId ? listPasskeys(tx, userId) : [], makeChallenge(tx, asking)))
    },
    async signIn({ id, slug }, said, { holder, ip }, grant) {
      refuseMany(tried.take(ip))
      const signed = signedIn(said)
      const used = signed && (await checkUse(knocking(id), siteOf(slug), signed, { purpose: 'sign_in', holder }))
      if (!used) throw unauthenticated(NO_PASSKEY)
      const { userId } = used.passkey
      // Not held up by failures of the password: nobody guesses a signature, and whoever guesses passwords must not shut its owner out.
      const granted = tenants.as(id, { kind: 'user', id: userId }).write((tx) => {
        const user = getUser(tx, userId)
        if (!settleUse(tx, used)) return undefined
        if (user.state === 'active' && mayUsePassword(tx, user.id)) return succeed(tx, user, tx.now, grant, 'passkey')
        return void record(tx, 'passkey.refused', userId, { because: user.state === 'active' ? 'provider_only' : 'not_active' })
      })
      if (!granted) throw unauthenticated(NO_PASSKEY)
      return granted
    },
    askProof(tenant, slug, holder) {
      const userId = selfOf(tenant)
      const asking: Asking = { purpose: 'proof', holder, userId }
      return tenant.write((tx) => {
        const own = listPasskeys(tx, userId)
        if (own.length === 0) throw conflict('You have no passkey here. Use your password or a code from your phone.')
        return requestOptions(siteOf(slug), own, makeChallenge(tx, asking))
      })
    },
    async prove(tenant, slug, said, holder, purpose) {
      const userId = selfOf(tenant)
      const signed = signedIn(said)
      const used = signed && (await checkUse(tenant, siteOf(slug), signed, { purpose: 'proof', holder }))
      const isProven =
        used?.passkey.userId === userId &&
        tenant.write((tx) => {
          const isSettled = settleUse(tx, used)
          if (isSettled) record(tx, 'proof.given', userId, { purpose, by: 'passkey' })
          return isSettled
        })
      if (!isProven) throw invalid({ passkey: NOT_PROVEN })
    },
    askNew({ id, slug, name }, userId, holder) {
      const asking: Asking = { purpose: 'set_up', holder, userId }
      return knocking(id).write((tx) =>
        creationOptions(siteOf(slug), name, getUser(tx, userId), listPasskeys(tx, userId), makeChallenge(tx, asking)),
      )
    },
    async add({ id, slug }, userId, { name, said, holder, isFirst }, grant) {
      const tenant = tenants.as(id, { kind: 'user', id: userId })
      const verified = await checkNew(tenant, siteOf(slug), said, userId, holder)
      return tenant.write((tx) => {
        if (isFirst && factorSince(tx, userId)) throw unauthenticated()
        const added = addPasskey(tx, userId, name, verified)
        return { ...added, secret: added.recoveryCodes ? grant(tx, getUser(tx, userId)) : '' }
      })
    },
  }
}

function refuseMany(wait: number): void {
  if (wait > 0) throw tooMany('Too many tries. Wait a minute, then try again.', wait)
}

function selfOf({ actor }: Tenant): UserId {
  if (actor.kind !== 'user') throw forbidden('Only a person has passkeys, not a key.')
  return actor.id as UserId
}
