import { sql } from 'drizzle-orm'
import { verifyChain } from '../../src/audit/index.ts'
import { faxAttempts, faxes, faxRecipients } from '../../src/fax/schema.tenant.ts'
import { jobs } from '../../src/jobs/schema.tenant.ts'
import type { Parts } from '../../src/parts.ts'
import { system, type Tx } from '../../src/tenancy/index.ts'
import type { Office } from './offices.ts'

type Recipient = { readonly id: string; readonly faxId: string; readonly status: string; readonly nextTryAt: Date | null }
type Attempt = { readonly id: string; readonly recipientId: string; readonly state: string; readonly askedAt: Date }

/** What an office's file says, read without a server. */
export type Records = {
  readonly office: Office
  readonly faxIds: ReadonlySet<string>
  readonly recipients: readonly Recipient[]
  readonly attempts: readonly Attempt[]
  readonly finishedJobs: number
  readonly executing: number
  /** Jobs given up, each by its kind. */
  readonly dead: readonly string[]
  /** Send jobs that wait, by recipient. */
  readonly waiting: ReadonlySet<string>
  readonly damage: readonly string[]
}

export const readRecords = (parts: Parts, office: Office): Records =>
  parts.tenants.as(office.id, system('bench')).read((tx) => ({
    office,
    faxIds: new Set(
      tx.db
        .select({ id: faxes.id })
        .from(faxes)
        .all()
        .map(({ id }) => id),
    ),
    recipients: tx.db
      .select({ id: faxRecipients.id, faxId: faxRecipients.faxId, status: faxRecipients.status, nextTryAt: faxRecipients.nextTryAt })
      .from(faxRecipients)
      .all(),
    attempts: tx.db
      .select({ id: faxAttempts.id, recipientId: faxAttempts.recipientId, state: faxAttempts.state, askedAt: faxAttempts.askedAt })
      .from(faxAttempts)
      .all(),
    finishedJobs: count(tx, sql`state IN ('completed', 'canceled')`),
    executing: count(tx, sql`state = 'executing'`),
    dead: tx.db
      .select({ kind: jobs.kind })
      .from(jobs)
      .where(sql`state = 'dead'`)
      .all()
      .map(({ kind }) => kind),
    waiting: waitingFor(tx),
    damage: damageOf(tx),
  }))

const count = (tx: Tx, where: ReturnType<typeof sql>): number =>
  tx.db.select({ n: sql<number>`count(*)` }).from(jobs).where(where).get()?.n ?? 0

const waitingFor = (tx: Tx): ReadonlySet<string> =>
  new Set(
    tx.db
      .select({ id: sql<string>`json_extract(args, '$.recipientId')` })
      .from(jobs)
      .where(sql`kind = 'fax.send' AND state IN ('available', 'retryable')`)
      .all()
      .map(({ id }) => id),
  )

function damageOf(tx: Tx): string[] {
  const chain = verifyChain(tx)
  const pages = tx.db.all<{ integrity_check: string }>(sql`PRAGMA integrity_check`).map((row) => row.integrity_check)
  const orphans = tx.db.all(sql`PRAGMA foreign_key_check`).length
  return [
    ...(chain.valid ? [] : [`the trail is ${chain.because} at ${chain.brokenAt}`]),
    ...pages.filter((line) => line !== 'ok'),
    ...(orphans > 0 ? [`${orphans} rows point nowhere`] : []),
  ]
}

const ENDED = new Set(['delivered', 'failed', 'canceled', 'held'])
export const hasEnded = ({ status }: Recipient): boolean => ENDED.has(status)

/** How many recipients something is still to happen for before their planned retry. */
export const countRestless = (parts: Parts, offices: readonly Office[]): number =>
  offices.reduce(
    (sum, { id }) =>
      sum +
      parts.tenants
        .as(id, system('bench'))
        .read(
          (tx) =>
            tx.db
              .select({ n: sql<number>`count(*)` })
              .from(faxRecipients)
              .where(sql`status IN ('queued', 'sending', 'scheduled') AND next_try_at IS NULL`)
              .get()?.n ?? 0,
        ),
    0,
  )
