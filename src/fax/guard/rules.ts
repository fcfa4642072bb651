import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { sendRules } from './schema.tenant.ts'

export type SendRules = {
  readonly duplicateHours: number
  readonly askNewNumbers: boolean
  readonly holdPrograms: boolean
  readonly secondOver: number
}

const ONLY = 1
/** A year: what came back after longer is rather a yearly form. */
export const MOST_HOURS = 8_784
/** As many as a bulk may have. */
export const MOST_OVER = 100_000
const USUAL: SendRules = { duplicateHours: 24, askNewNumbers: true, holdPrograms: false, secondOver: 0 }

const theRules = (db: Db) =>
  db
    .select({
      duplicateHours: sendRules.duplicateHours,
      askNewNumbers: sendRules.askNewNumbers,
      holdPrograms: sendRules.holdPrograms,
      secondOver: sendRules.secondOver,
    })
    .from(sendRules)
    .where(eq(sendRules.id, ONLY))
    .prepare()

export const getSendRules = (tx: Tx): SendRules => prepared(tx.db, 'fax.sendRules', theRules).get() ?? USUAL

/** Throws AppError invalid. */
export function setSendRules(tx: Tx, { duplicateHours, askNewNumbers, holdPrograms, secondOver }: SendRules): SendRules {
  const wrong: Record<string, string> = {}
  if (!isCount(duplicateHours, MOST_HOURS))
    wrong['duplicateHours'] = `Enter 0 to ${MOST_HOURS.toLocaleString('en-US')} hours; 0 never asks.`
  if (!isCount(secondOver, MOST_OVER)) wrong['secondOver'] = `Enter 0 to ${MOST_OVER.toLocaleString('en-US')} recipients; 0 never asks.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const values = { duplicateHours, askNewNumbers, holdPrograms, secondOver }
  tx.db
    .insert(sendRules)
    .values({ id: ONLY, ...values })
    .onConflictDoUpdate({ target: sendRules.id, set: values })
    .run()
  record(tx, 'fax.rules_changed', tx.tenantId, values)
  return values
}

const isCount = (n: number, most: number): boolean => Number.isInteger(n) && n >= 0 && n <= most
