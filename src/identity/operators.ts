import { and, asc, eq, isNull } from 'drizzle-orm'
import { recordAct } from '../audit/index.ts'
import { invalid, notFound } from '../kit/errors.ts'
import { type Id, newId } from '../kit/ids.ts'
import { AT_THE_SHELL, type ControlTx } from '../tenancy/index.ts'
import { operators } from './schema.control.ts'
import { hashSecret, newSecret } from './secrets.ts'

export type OperatorId = Id<'operator'>
export type OperatorRow = Omit<typeof operators.$inferSelect, 'secretHash'>

const SHOWN = { id: operators.id, name: operators.name, createdAt: operators.createdAt, revokedAt: operators.revokedAt }
const KEY = /^fdop_[A-Za-z0-9_-]{43}$/

/** Operators are made and revoked by whoever may open the data directory. */

/** `key` is shown once. Throws AppError invalid. */
export function createOperator(
  tx: ControlTx,
  name: string,
  actor = AT_THE_SHELL,
): { readonly operator: OperatorRow; readonly key: string } {
  const trimmed = name.trim()
  if (trimmed.length < 1 || trimmed.length > 80) throw invalid({ name: 'Enter a name of 1 to 80 characters.' })
  const key = `fdop_${newSecret()}`
  const operator = tx.db
    .insert(operators)
    .values({ id: newId<'operator'>(), name: trimmed, secretHash: hashSecret(key), createdAt: tx.now })
    .returning(SHOWN)
    .get()
  recordAct(tx, actor, 'operator.created', operator.id)
  return { operator, key }
}

export function findOperator(tx: ControlTx, key: string): OperatorRow | undefined {
  if (!KEY.test(key)) return undefined
  return tx.db
    .select(SHOWN)
    .from(operators)
    .where(and(eq(operators.secretHash, hashSecret(key)), isNull(operators.revokedAt)))
    .get()
}

export const listOperators = (tx: ControlTx): OperatorRow[] => tx.db.select(SHOWN).from(operators).orderBy(asc(operators.createdAt)).all()

export function revokeOperator(tx: ControlTx, id: OperatorId, actor = AT_THE_SHELL): void {
  const revoked = tx.db.update(operators).set({ revokedAt: tx.now }).where(eq(operators.id, id)).returning({ id: operators.id }).get()
  if (!revoked) throw notFound('Operator')
  recordAct(tx, actor, 'operator.revoked', id)
}
