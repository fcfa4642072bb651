import { and, eq, lt } from 'drizzle-orm'
import { conflict, invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { factorSetups, factors } from '../schema.tenant.ts'
import { hashSecret } from '../secrets.ts'
import { newTotpSecret, stepOf } from './totp.ts'

/** A phone that makes codes, of a person of an office or of an operator: the tables have the same names in both kinds of file. */

/** A secret that was shown cannot be confirmed for ever. */
const SETUP_MS = 3_600_000

const findPhone = (tx: Tx, userId: UserId) => tx.db.select().from(factors).where(eq(factors.userId, userId)).get()

/** Since when their phone makes codes. */
export const phoneSince = (tx: Tx, userId: UserId): Date | undefined => findPhone(tx, userId)?.since

/** The time step of a code that would be taken, without using it up. */
export function stepNow(tx: Tx, userId: UserId, code: string): number | undefined {
  const phone = findPhone(tx, userId)
  return phone && stepOf(phone.secret, plain(code), phone.lastStep, tx.now)
}

/** False for a step that was used meanwhile, or lies before one that was. */
export const useStep = (tx: Tx, userId: UserId, step: number): boolean =>
  tx.db
    .update(factors)
    .set({ lastStep: step })
    .where(and(eq(factors.userId, userId), lt(factors.lastStep, step)))
    .returning({ userId: factors.userId })
    .get() !== undefined

/** A secret to show to whoever holds this session, link or half-open sign-in. The phone before works until a code confirms the new one. */
export function beginFactor(tx: Tx, userId: UserId, holder: string): string {
  tx.db
    .delete(factorSetups)
    .where(lt(factorSetups.begunAt, new Date(tx.now.getTime() - SETUP_MS)))
    .run()
  const row = { userId, secret: newTotpSecret(), begunAt: tx.now }
  tx.db
    .insert(factorSetups)
    .values({ holderHash: hashSecret(holder), ...row })
    .onConflictDoUpdate({ target: factorSetups.holderHash, set: row })
    .run()
  return row.secret
}

/** What was shown to that holder and waits for its code. */
export function findSetup(tx: Tx, userId: UserId, holder: string): string | undefined {
  const begun = tx.db
    .select()
    .from(factorSetups)
    .where(and(eq(factorSetups.holderHash, hashSecret(holder)), eq(factorSetups.userId, userId)))
    .get()
  return begun && tx.now.getTime() - begun.begunAt.getTime() < SETUP_MS ? begun.secret : undefined
}

/** What was shown, once a code of it came. Throws AppError invalid or conflict. */
export function confirmedSetup(tx: Tx, userId: UserId, holder: string, code: string): { readonly secret: string; readonly step: number } {
  const secret = findSetup(tx, userId, holder)
  if (!secret) throw conflict('That took too long, or was confirmed already. Begin again.')
  const step = stepOf(secret, plain(code), 0, tx.now)
  if (step === undefined)
    throw invalid({
      code: 'That is not the code on your phone now. Wait for the next one and type that. If it is refused again, have the phone set its clock by itself.',
    })
  return { secret, step }
}

/** In place of the one before. */
export function keepPhone(tx: Tx, userId: UserId, secret: string, lastStep: number): void {
  dropSetups(tx, userId)
  const row = { secret, lastStep, since: tx.now }
  tx.db
    .insert(factors)
    .values({ userId, ...row })
    .onConflictDoUpdate({ target: factors.userId, set: row })
    .run()
}

export function dropPhone(tx: Tx, userId: UserId): void {
  tx.db.delete(factors).where(eq(factors.userId, userId)).run()
  dropSetups(tx, userId)
}

const dropSetups = (tx: Tx, userId: UserId) => void tx.db.delete(factorSetups).where(eq(factorSetups.userId, userId)).run()
/** As people type it: `123 456`. */
const plain = (code: string): string => code.replace(/\s/g, '')
