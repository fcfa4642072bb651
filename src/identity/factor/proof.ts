import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { forbidden, invalid, tooMany } from '../../kit/errors.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import { createLimit } from '../sign-in/limits.ts'
import type { Passwords } from '../sign-in/passwords.ts'
import { WRONG_CODE } from '../sign-in/second-step.ts'
import { type Account, failSignIn, isLocked } from '../sign-in/sign-in.ts'
import { mayUsePassword } from '../sso/break-glass.ts'
import { hasPassword } from '../sso/ways.ts'
import { takeCode } from './factor.ts'

/** What a person gives once more before something that cannot be taken back: one of the two, or both. */
export type Proof = { readonly password?: string; readonly code?: string }
/** That whoever is signed in is still the person who signed in. Throws AppError invalid, forbidden for a key, or too_many. */
export type Prove = (tenant: Tenant, proof: Proof, purpose: string) => Promise<void>

const MINUTE = 60_000
const WRONG = 'That is not your password. After several failures sign-in pauses for a while.'
const MISSING = 'Type your password.'
const PAUSED = 'Sign-in is paused after several failures. Wait some minutes, then try again.'

/** Failures count as those of signing in do, and lock the same lock: a session left open must not be a place to guess. */
export function createProve({ passwords, clock }: { readonly passwords: Passwords; readonly clock: () => Date }): Prove {
  const byPerson = createLimit({ most: 10, windowMs: MINUTE, clock })

  return async (tenant, { password, code }, purpose) => {
    if (tenant.actor.kind !== 'user') throw forbidden('Only a person can do this, not a key.')
    // Whoever sent none guessed at none.
    if (password === '') throw invalid({ password: MISSING })
    const wait = byPerson.take(`${tenant.id} ${tenant.actor.id}`)
    if (wait > 0) throw tooMany('Too many tries. Wait a minute, then try again.', wait)
    const seen = tenant.read(accountOf)
    const isRight = password === undefined || (await passwords.verify(seen?.passwordHash ?? undefined, password))
    const refused = tenant.write((tx) => {
      const account = accountOf(tx)
      if (account && isLocked(tx, account)) return code === undefined ? { password: PAUSED } : { code: PAUSED }
      const isAllowed = password === undefined || mayUsePassword(tx, account?.id)
      const same = isRight && isAllowed && account?.state === 'active' && account.passwordHash === seen?.passwordHash
      if (!account || !same) return refuse(tx, account, { password: WRONG })
      if (code !== undefined && !takeCode(tx, account.id, code)) return refuse(tx, account, { code: WRONG_CODE })
      tx.db.update(users).set({ failedSignIns: 0, lockedUntil: null }).where(eq(users.id, account.id)).run()
      record(tx, 'proof.given', account.id, { purpose })
      return undefined
    })
    if (refused) throw invalid(refused)
  }
}

/** With the password of who has one. Who has none was asked by the door for a proof of the last five minutes. */
export async function proveByPassword(prove: Prove, tenant: Tenant, { password, ...rest }: Proof, purpose: string): Promise<void> {
  const isAsked = tenant.read((tx) => hasPassword(tx, tx.actor.id as UserId))
  if (isAsked) await prove(tenant, { password: password ?? '', ...rest }, purpose)
  else if (rest.code !== undefined) await prove(tenant, rest, purpose)
}

function refuse(tx: Tx, account: Account | undefined, why: Readonly<Record<string, string>>) {
  if (account) failSignIn(tx, account, 'proof.failed')
  return why
}

const accountOf = (tx: Tx) =>
  tx.db
    .select()
    .from(users)
    .where(eq(users.id, tx.actor.id as UserId))
    .get()
