import { controlFile, record } from '../../audit/index.ts'
import { conflict, invalid, unauthenticated } from '../../kit/errors.ts'
import { byOperator, type Control, system } from '../../tenancy/index.ts'
import { type Asking, makeChallenge } from '../passkeys/challenges.ts'
import { keepPasskey } from '../passkeys/changing.ts'
import { listPasskeys, type PasskeyId } from '../passkeys/kept.ts'
import { checkNew } from '../passkeys/making.ts'
import { creationOptions, requestOptions } from '../passkeys/options.ts'
import { signedIn } from '../passkeys/said.ts'
import type { Site, VerifiedNew } from '../passkeys/simplewebauthn.ts'
import { checkUse, settleUse } from '../passkeys/using.ts'
import { createLimit } from '../sign-in/limits.ts'
import { type AccountId, getAccount, holderOf } from './accounts.ts'
import { type Grant, refuseMany, succeed } from './sign-in.ts'

type Knock = { readonly holder: string; readonly address: string }
export type OperatorPasskeys = {
  /** Throws AppError too_many. */
  askSignIn(knock: Knock): ReturnType<typeof requestOptions>
  /** Throws AppError unauthenticated or too_many. */
  signIn(said: unknown, knock: Knock, grant: Grant): Promise<string>
  askNew(id: AccountId, holder: string): ReturnType<typeof creationOptions>
  /** What the browser made, to be kept. Throws AppError invalid. */
  checkNew(id: AccountId, said: unknown, holder: string): Promise<VerifiedNew>
  /** Throws AppError invalid or conflict. */
  add(id: AccountId, name: string, said: unknown, holder: string): Promise<PasskeyId>
  /** Throws AppError conflict when there is none. */
  askProof(id: AccountId, holder: string): ReturnType<typeof requestOptions>
  /** Throws AppError invalid. */
  prove(id: AccountId, said: unknown, holder: string): Promise<void>
}

const NOT_IN = 'That passkey did not let you in. Try again, or sign in with a code from your phone.'
const NOT_PROVEN = 'That passkey did not show that it is you. Try again, or use another way.'
const MINUTE = 60_000

type Deps = { readonly control: Control; readonly clock: () => Date; readonly site: Site }

/** Operators' own, at their own host. */
export function createOperatorPasskeys({ control, clock, site }: Deps): OperatorPasskeys {
  const asked = createLimit({ most: 60, windowMs: MINUTE, clock })
  const tried = createLimit({ most: 20, windowMs: MINUTE, clock })
  const door = controlFile(control, system('sign-in'))
  const by = (id: AccountId) => controlFile(control, byOperator({ id }))
  const check = async (said: unknown, asking: Asking) => {
    const signed = signedIn(said)
    return signed && checkUse(door, site, signed, asking)
  }
  const made = (id: AccountId, said: unknown, holder: string) => checkNew(by(id), site, said, holderOf(id), holder)

  return {
    askSignIn({ holder, address }) {
      refuseMany(asked.take(address))
      return door.write((tx) => requestOptions(site, [], makeChallenge(tx, { purpose: 'sign_in', holder })))
    },
    async signIn(said, { holder, address }, grant) {
      refuseMany(tried.take(address))
      const used = await check(said, { purpose: 'sign_in', holder })
      const secret =
        used &&
        door.write((tx) => {
          const account = getAccount(tx, used.passkey.userId)
          if (!settleUse(tx, used)) return undefined
          if (account.state === 'active') return succeed(tx, account, 'passkey', grant)
          return void record(tx, 'passkey.refused', account.id, { because: 'not_active' })
        })
      if (!secret) throw unauthenticated(NOT_IN)
      return secret
    },
    askNew(id, holder) {
      const asking: Asking = { purpose: 'set_up', holder, userId: holderOf(id) }
      return by(id).write((tx) => {
        const { email, name } = getAccount(tx, id)
        const person = { id: holderOf(id), email: email ?? '', name }
        return creationOptions(site, 'operators', person, listPasskeys(tx, holderOf(id)), makeChallenge(tx, asking))
      })
    },
    checkNew: made,
    async add(id, name, said, holder) {
      const verified = await made(id, said, holder)
      return by(id).write((tx) => keepPasskey(tx, holderOf(id), name, verified))
    },
    askProof(id, holder) {
      return by(id).write((tx) => {
        const own = listPasskeys(tx, holderOf(id))
        if (own.length === 0) throw conflict('You have no passkey here. Use a code from your phone.')
        return requestOptions(site, own, makeChallenge(tx, { purpose: 'proof', holder, userId: holderOf(id) }))
      })
    },
    async prove(id, said, holder) {
      const used = await check(said, { purpose: 'proof', holder })
      const isProven =
        used?.passkey.userId === holderOf(id) &&
        by(id).write((tx) => {
          const isSettled = settleUse(tx, used)
          if (isSettled) record(tx, 'proof.given', id, { by: 'passkey' })
          return isSettled
        })
      if (!isProven) throw invalid({ passkey: NOT_PROVEN })
    },
  }
}
