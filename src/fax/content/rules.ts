import { eq, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type BOXES, contentRules, type MOMENTS } from './schema.tenant.ts'

export type Box = (typeof BOXES)[number]
export type Moment = (typeof MOMENTS)[number]
export type ContentRule = { readonly after: Moment; readonly hours: number }
/** Null where content stays. */
export type ContentRules = Readonly<Record<Box, ContentRule | null>>

/** Thirty days. */
export const MOST_HOURS = 720
/** For who switches it on without a thought of their own. */
export const USUAL_HOURS: Readonly<Record<Box, number>> = { sent: 72, received: 24 }

const byBox = (db: Db) =>
  db
    .select({ after: contentRules.after, hours: contentRules.hours })
    .from(contentRules)
    .where(eq(contentRules.box, sql.placeholder('box')))
    .prepare()

export const contentRule = (tx: Tx, box: Box): ContentRule | undefined => prepared(tx.db, 'fax.contentRule', byBox).get({ box })
export const getContentRules = (tx: Tx): ContentRules => ({
  sent: contentRule(tx, 'sent') ?? null,
  received: contentRule(tx, 'received') ?? null,
})

/** For what ends, or is used, from now on. Throws AppError invalid. */
export function setContentRules(tx: Tx, wish: ContentRules): ContentRules {
  const wrong = (['sent', 'received'] as const).flatMap((box) => {
    const hours = wish[box]?.hours ?? 1
    return Number.isInteger(hours) && hours >= 1 && hours <= MOST_HOURS ? [] : [[`${box}Hours`, `Enter 1 to ${MOST_HOURS} hours.`]]
  })
  if (wrong.length > 0) throw invalid(Object.fromEntries(wrong))
  for (const box of ['sent', 'received'] as const) setOne(tx, box, wish[box])
  return getContentRules(tx)
}

function setOne(tx: Tx, box: Box, wish: ContentRule | null): void {
  const before = contentRule(tx, box)
  if (before?.after === wish?.after && before?.hours === wish?.hours) return
  if (wish === null) tx.db.delete(contentRules).where(eq(contentRules.box, box)).run()
  else {
    const rule = { ...wish, setBy: tx.actor.id, setAt: tx.now }
    tx.db
      .insert(contentRules)
      .values({ box, ...rule })
      .onConflictDoUpdate({ target: contentRules.box, set: rule })
      .run()
  }
  record(tx, 'retention.content_rule_set', box, { after: wish?.after ?? null, hours: wish?.hours ?? null })
}
