import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { sendRules } from './schema.tenant.ts'

export type SendRules = { readonly duplicateHours: number; readonly askNewNumbers: boolean; readonly holdPrograms: boolean }

const ONLY = 1
/** A year: what came back after longer is rather a yearly form. */
export const MOST_HOURS = 8_784
const USUAL: SendRules = { duplicateHours: 24, askNewNumbers: true, holdPrograms: false }

const theRules = (db: Db) =>
  db
    .select({ duplicateHours: sendRules.duplicateHours, askNewNumbers: sendRules.askNewNumbers, holdPrograms: sendRules.holdPrograms })
    .from(sendRules)
    .where(eq(sendRules.id, ONLY))
    .prepare()

export const getSendRules = (tx: Tx): SendRules => prepared(tx.db, 'fax.sendRules', theRules).get() ?? USUAL

/** Throws AppError invalid. */
export function setSendRules(tx: Tx, { duplicateHours, askNewNumbers, holdPrograms }: SendRules): SendRules {
  if (!Number.isInteger(duplicateHours) || duplicateHours < 0 || duplicateHours > MOST_HOURS)
    throw invalid({ duplicateHours: `Enter 0 to ${MOST_HOURS.toLocaleString('en-US')} hours; 0 never asks.` })
  const values = { duplicateHours, askNewNumbers, holdPrograms }
  tx.db
    .insert(sendRules)
    .values({ id: ONLY, ...values })
    .onConflictDoUpdate({ target: sendRules.id, set: values })
    .run()
  record(tx, 'fax.rules_changed', tx.tenantId, values)
  return values
}
