import { record } from '../../audit/index.ts'
import { conflict } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { beginFactor, confirmedSetup, dropPhone, findSetup, keepPhone, phoneSince } from '../factor/phone.ts'
import { dropPasskey } from '../passkeys/changing.ts'
import { listPasskeys } from '../passkeys/kept.ts'
import { type AccountId, getAccount, holderOf } from './accounts.ts'
import { endOperatorSessions, listOperatorSessions } from './sessions.ts'

const LAST_WAY = 'This is the only way you can sign in. Set up another one first.'

/** What an operator signs in with, and where they are. */
export const ownSecurity = (tx: Tx, id: AccountId, session: string) => ({
  email: getAccount(tx, id).email ?? '',
  passkeys: listPasskeys(tx, holderOf(id)),
  phone: phoneSince(tx, holderOf(id)),
  sessions: listOperatorSessions(tx, id, session),
})

export const waysOf = (tx: Tx, id: AccountId) => ({
  phone: phoneSince(tx, holderOf(id)) !== undefined,
  passkey: listPasskeys(tx, holderOf(id)).length > 0,
})

/** Every other session ends: it may have been opened with it. Throws AppError not_found, or conflict for the last way in. */
export function removeOwnPasskey(tx: Tx, id: AccountId, passkey: string, session: string): void {
  dropPasskey(tx, holderOf(id), passkey)
  keepAWay(tx, id)
  endOperatorSessions(tx, id, session)
}

export const beginOwnPhone = (tx: Tx, id: AccountId, session: string): string => beginFactor(tx, holderOf(id), session)
export const shownSecret = (tx: Tx, id: AccountId, session: string): string | undefined => findSetup(tx, holderOf(id), session)

/** Throws AppError conflict or invalid. */
export function confirmOwnPhone(tx: Tx, id: AccountId, session: string, code: string): void {
  const before = phoneSince(tx, holderOf(id))
  const { secret, step } = confirmedSetup(tx, holderOf(id), session, code)
  keepPhone(tx, holderOf(id), secret, step)
  endOperatorSessions(tx, id, session)
  record(tx, before ? 'factor.replaced' : 'factor.added', id)
}

/** Throws AppError conflict for the last way in. */
export function removeOwnPhone(tx: Tx, id: AccountId, session: string): void {
  dropPhone(tx, holderOf(id))
  keepAWay(tx, id)
  endOperatorSessions(tx, id, session)
  record(tx, 'factor.removed', id)
}

/** Everywhere but here. */
export function endOtherSessions(tx: Tx, id: AccountId, session: string): void {
  endOperatorSessions(tx, id, session)
  record(tx, 'session.all_ended', id, { but: 'own' })
}

function keepAWay(tx: Tx, id: AccountId): void {
  const { phone, passkey } = waysOf(tx, id)
  if (!phone && !passkey) throw conflict(LAST_WAY)
}
