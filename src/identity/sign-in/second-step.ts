import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { AppError, tooMany, unauthenticated } from '../../kit/errors.ts'
import { system, type TenantId, type Tenants, type Tx } from '../../tenancy/index.ts'
import { confirmFactor, kindOfCode, takeCode } from '../factor/factor.ts'
import { nextStep } from '../factor/factor-rules.ts'
import type { User } from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import type { Familiar } from './familiar.ts'
import { findHalfOpen } from './half-open.ts'
import { createLimit } from './limits.ts'
import { type Account, type Entry, failSignIn, type Granted, isLocked, succeed } from './sign-in.ts'

/** What a browser brings that gave the right password within the last five minutes. */
export type Half = { readonly secret: string; readonly userAgent: string; readonly address: string }
export type SecondStep = {
  /** Who they are, and what they have to do; undefined when it took too long or never was. */
  find(tenantId: TenantId, half: Half): { readonly user: User; readonly next: 'code' | 'set_up' } | undefined
  /** Throws AppError unauthenticated (begin again), invalid (the code) or too_many. */
  byCode(tenantId: TenantId, half: Half, code: string, grant: Entry['grant']): Granted
  /** The first code of a factor that was just set up. Answers its recovery codes too. Throws the same. */
  bySetUp(tenantId: TenantId, half: Half, code: string, grant: Entry['grant']): Granted & { readonly recoveryCodes: readonly string[] }
}

/** For a wrong code, a used one, one of another person and a locked account alike. */
export const WRONG_CODE = 'That code is not right. Each works once; after several failures sign-in pauses for a while.'
const LATE = 'That took too long. Sign in again.'
const MINUTE = 60_000

export type SecondStepDeps = { readonly tenants: Tenants; readonly familiar: Familiar; readonly clock: () => Date }

/** Nobody is half-way in who may come in as they are: whose password is too short alone sets a factor up, too. */
const leftToDo = (tx: Tx, user: User): 'code' | 'set_up' => (nextStep(tx, user) === 'code' ? 'code' : 'set_up')

export function createSecondStep({ tenants, familiar, clock }: SecondStepDeps): SecondStep {
  const byPerson = createLimit({ most: 10, windowMs: MINUTE, clock })

  function find(tenantId: TenantId, { secret, userAgent }: Half) {
    const door = tenants.as(tenantId, system('sign-in'))
    return door.read((tx) => {
      const user = findHalfOpen(tx, secret, userAgent)
      return user && { user, next: leftToDo(tx, user) }
    })
  }
  /** Who is half-way in and has this to do. Throws AppError unauthenticated or too_many. */
  function enter(tenantId: TenantId, half: Half, next: 'code' | 'set_up'): User {
    const found = find(tenantId, half)
    if (found?.next !== next) throw unauthenticated(LATE)
    const wait = byPerson.take(`${tenantId} ${found.user.id}`)
    if (wait > 0) throw tooMany('Too many tries. Wait a minute, then try again.', wait)
    return found.user
  }
  const still = (tx: Tx, half: Half, user: User): Account | undefined =>
    findHalfOpen(tx, half.secret, half.userAgent) && tx.db.select().from(users).where(eq(users.id, user.id)).get()

  return {
    find,
    byCode(tenantId, half, code, grant) {
      const user = enter(tenantId, half, 'code')
      const knock = { tenantId, email: user.email, address: half.address }
      const door = tenants.as(tenantId, system('sign-in'))
      const right = door.read((tx) => kindOfCode(tx, user.id, code)) !== undefined
      const writer = right ? tenants.as(tenantId, { kind: 'user', id: user.id }) : door
      const granted = writer.write((tx) => {
        const account = still(tx, half, user)
        if (!account) return unauthenticated(LATE)
        if (!familiar.has(knock) && isLocked(tx, account)) return void record(tx, 'sign_in.locked', account.id)
        if (!takeCode(tx, user.id, code)) return void failSignIn(tx, account, 'sign_in.failed')
        return succeed(tx, user, tx.now, grant)
      })
      if (granted instanceof AppError) throw granted
      if (!granted) {
        familiar.doubt(knock)
        throw new AppError('invalid', WRONG_CODE, { code: WRONG_CODE })
      }
      familiar.welcome(knock)
      return granted
    },
    bySetUp(tenantId, half, code, grant) {
      const user = enter(tenantId, half, 'set_up')
      return tenants.as(tenantId, { kind: 'user', id: user.id }).write((tx) => {
        const account = still(tx, half, user)
        if (!account || leftToDo(tx, user) !== 'set_up') throw unauthenticated(LATE)
        const recoveryCodes = confirmFactor(tx, user.id, half.secret, code)
        return { ...succeed(tx, user, tx.now, grant), recoveryCodes }
      })
    },
  }
}
