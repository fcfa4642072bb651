import { and, count, eq, isNull } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { recoveryCodes } from '../schema.tenant.ts'
import { hashSecret } from '../secrets.ts'

export const RECOVERY_CODES = 10
const GROUPS = 6
/** Without I, L, O and U, which are misread or make words. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 120 random bits, so that a plain hash is enough where it rests (NIST 800-63B-4 asks for 112). */
const newCode = (): string =>
  Array.from({ length: GROUPS }, () => [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => LETTERS[byte % 32]).join('')).join('-')

/** Ten new ones, shown once; those before are worth nothing from then on. */
export function renewRecoveryCodes(tx: Tx, userId: UserId): string[] {
  dropRecoveryCodes(tx, userId)
  const codes = Array.from({ length: RECOVERY_CODES }, newCode)
  tx.db
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ codeHash: hashOf(code), userId })))
    .run()
  return codes
}

/** True for one of this person's that was not used. Looking does not use it up. */
export const isRecoveryCode = (tx: Tx, userId: UserId, typed: string): boolean =>
  tx.db.select({ userId: recoveryCodes.userId }).from(recoveryCodes).where(unused(userId, typed)).get() !== undefined

/** Uses it up: of a hundred who come with the same, one is told true. */
export const useRecoveryCode = (tx: Tx, userId: UserId, typed: string): boolean =>
  tx.db.update(recoveryCodes).set({ usedAt: tx.now }).where(unused(userId, typed)).returning({ userId: recoveryCodes.userId }).get() !==
  undefined

export const recoveryCodesLeft = (tx: Tx, userId: UserId): number =>
  tx.db
    .select({ n: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)))
    .get()?.n ?? 0

export const dropRecoveryCodes = (tx: Tx, userId: UserId): void =>
  void tx.db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)).run()

const unused = (userId: UserId, typed: string) =>
  and(eq(recoveryCodes.codeHash, hashOf(typed)), eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt))

/** As it was printed or in one run, in capitals or not, and with the letters that look like the digits. */
const hashOf = (typed: string): string =>
  hashSecret(
    typed
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1'),
  )
