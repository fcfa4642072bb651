import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isDamage } from '../db/index.ts'
import { DamagedDocument, seal, unseal } from '../files/index.ts'
import { done, type Handler, handle, reportProgress, retry, snooze, step } from '../jobs/index.ts'
import { AppError, unavailable } from '../kit/errors.ts'
import { type Tenant, type TenantId, type TenantSummary, type Tenants, type Tx, tenantDirectory } from '../tenancy/index.ts'
import {
  advanceTakeaway,
  beginTakeaway,
  CLEAR,
  expireTakeaway,
  failTakeaway,
  findTakeaway,
  finishTakeaway,
  isBeingMade,
  keysOf,
  MAKE,
  type Made,
  type Takeaway,
  type TakeawayId,
} from './asking.ts'
import { rowsIn } from './contents.ts'
import { type PackingDeps, pack, type Told } from './packing.ts'
import { forgetParts, openParts, partsOf, Stopped } from './parts.ts'
import { progressOf } from './progress.ts'
import { checkRoom } from './room.ts'
import type { ArchiveKeys } from './secret.ts'
import { createTar } from './tar.ts'

export type MakingDeps = PackingDeps & {
  /** The office as it may be written to now. Throws AppError not_found once it is closed. */
  readonly enter: (id: TenantId) => Tenant
  readonly officeOf: (id: TenantId) => Pick<TenantSummary, 'id' | 'slug' | 'name'>
  readonly mayStill: (tx: Tx, by: { readonly kind: string; readonly id: string }, permission: 'custody') => boolean
}
type Keyed = Pick<Tenants, 'key' | 'earlierKeys'>

/** The keys of an archive for as long as it is made: in the office's file, under the office's own key. */
export const sealKeys = (tenants: Pick<Tenants, 'key'>, tenant: TenantId, id: TakeawayId, keys: ArchiveKeys): Buffer =>
  seal(tenants.key(tenant, 'files'), id, Buffer.from(JSON.stringify(keys)))

/** An office's key may be exchanged at any time. Throws AppError when the one they were sealed under is gone already. */
function openKeys(tenants: Keyed, tenant: TenantId, id: TakeawayId, sealed: Buffer): ArchiveKeys {
  for (const key of [tenants.key(tenant, 'files'), ...tenants.earlierKeys(tenant, 'files')]) {
    try {
      return JSON.parse(unseal(key, id, sealed).toString()) as ArchiveKeys
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error
    }
  }
  throw unavailable('The office’s key was exchanged while the archive was made. Ask for it again.')
}

type Answer = { readonly is: 'made'; readonly made: Made } | { readonly is: 'refused'; readonly why: string } | { readonly is: 'stopped' }

const BUG = 'It stopped with an error of our own. Ask for it again; if it stops again, tell your operator.'
const NO_RIGHT = 'Whoever asked for it may not take the records away any more.'
const BUSY_MS = 2_000

/** Makes archives, and clears away what is left of them when their time is over. */
export function takeawayHandlers(deps: MakingDeps): Handler[] {
  /** Two at one archive would write over each other: a lease may be lost while its worker still runs. */
  const running = new Set<TakeawayId>()

  const maker = handle(
    MAKE,
    (tx, { id }, job) => {
      const keys = keysOf(tx, id)
      if (!keys) return done
      if (running.has(id)) return snooze('It is being made.', BUSY_MS)
      const asked = findTakeaway(tx, id)
      if (!asked || endWithoutRight(deps, tx, asked)) return done
      beginTakeaway(tx, id)
      const found = findTakeaway(tx, id)
      if (!found) return done
      return step(
        async (): Promise<Answer> => {
          running.add(id)
          try {
            return await attempt(deps, tx.tenantId, { takeaway: found, sealed: keys, job: job.id })
          } finally {
            running.delete(id)
          }
        },
        (after, answer) => {
          const now = findTakeaway(after, id)
          if (!now || !isBeingMade(now.state) || endWithoutRight(deps, after, now)) return done
          if (answer.is === 'stopped') return retry('The office was closed meanwhile.')
          if (answer.is === 'made') finishTakeaway(after, now, answer.made)
          else failTakeaway(after, id, answer.why)
          return done
        },
      )
    },
    {
      died(tx, { id }) {
        const found = findTakeaway(tx, id)
        if (found && isBeingMade(found.state)) failTakeaway(tx, id, BUG)
      },
    },
  )

  const clearer = handle(CLEAR, (tx, { id }) => {
    const found = findTakeaway(tx, id)
    if (!found) return done
    expireTakeaway(tx, found)
    const { state, expiresAt } = findTakeaway(tx, id) ?? found
    if (running.has(id) || isBeingMade(state)) return snooze('It is being made.', BUSY_MS)
    if (state === 'ready') return snooze('Its time is not over.', Math.max(1_000, (expiresAt?.getTime() ?? 0) - tx.now.getTime()))
    const parts = partsOf(tx, id)
    return step(
      async () => {
        for (const { fileId } of parts) await deps.files.remove(tx.tenantId, fileId)
        rmSync(scratchOf(deps, tx.tenantId, id), { recursive: true, force: true })
      },
      (after) => {
        forgetParts(after, id)
        return done
      },
    )
  })
  return [maker, clearer]
}

const scratchOf = ({ dataDir }: MakingDeps, tenant: TenantId, id: TakeawayId) => join(tenantDirectory(dataDir, tenant), 'scratch', id)

type Order = { readonly takeaway: Takeaway; readonly sealed: Buffer; readonly job: number }

/** A refusal is said to whoever asked; anything else is tried again, from where it stopped. */
async function attempt(deps: MakingDeps, tenantId: TenantId, order: Order): Promise<Answer> {
  const scratch = scratchOf(deps, tenantId, order.takeaway.id)
  try {
    await checkRoom(deps.dataDir, tenantDirectory(deps.dataDir, tenantId))
    return { is: 'made', made: await make(deps, tenantId, order, scratch) }
  } catch (error) {
    if (error instanceof Stopped || (error instanceof AppError && error.code === 'not_found')) return { is: 'stopped' }
    if (error instanceof AppError && error.retryAfterSeconds === undefined) return { is: 'refused', why: error.message }
    // What was written to the disk when the power failed may not be whole.
    if (isDamage(error)) rmSync(scratch, { recursive: true, force: true })
    throw error
  }
}

async function make(deps: MakingDeps, tenantId: TenantId, { takeaway, sealed, job }: Order, scratch: string): Promise<Made> {
  const { id, form, madeAt, askedAt } = takeaway
  const place = { tenant: deps.enter(tenantId), files: deps.files, id }
  const keys = openKeys(deps.tenants, tenantId, id, sealed)
  const parts = await openParts(place)
  const told = telling(deps, tenantId, takeaway, job)
  const archive = { office: deps.officeOf(tenantId), form, madeAt: madeAt ?? askedAt, keys, scratch, packed: parts.packed }
  const { documents, tables } = await pack(deps, archive, createTar(parts, archive.madeAt), told)
  await parts.finish()
  const whole = await checkParts(place, told)
  rmSync(scratch, { recursive: true, force: true })
  return { ...whole, documents, rows: rowsIn(tables) }
}

/** Every piece as it lies there, read again: what is called ready was seen to open. */
async function checkParts({ tenant, files, id }: Parameters<typeof openParts>[0], told: Told) {
  const parts = tenant.read((tx) => partsOf(tx, id))
  const hash = createHash('sha256')
  let bytes = 0
  for (const [at, { fileId }] of parts.entries()) {
    const piece = await files.read(tenant.id, fileId)
    hash.update(piece)
    bytes += piece.length
    told('checking', at + 1, parts.length)
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** Each hundredth is written down, where people see it and where it is seen whether to go on. */
function telling(deps: MakingDeps, tenantId: TenantId, takeaway: Takeaway, job: number): Told {
  let last = ''
  return (step, done, total) => {
    const mark = `${step} ${Math.floor((100 * done) / Math.max(1, total))}`
    if (mark === last) return
    last = mark
    const isWanted = deps.enter(tenantId).write((tx) => {
      if (endWithoutRight(deps, tx, takeaway)) return false
      reportProgress(tx, job, progressOf({ ...takeaway, state: 'making', step, done, total }).percent)
      return advanceTakeaway(tx, takeaway.id, { step, done, total })
    })
    if (!isWanted) throw new Stopped()
  }
}

/** A person who was removed, suspended or given another role gets nothing more, however far it has come. */
function endWithoutRight({ mayStill }: MakingDeps, tx: Tx, { id, askedByKind, askedBy }: Takeaway): boolean {
  if (mayStill(tx, { kind: askedByKind, id: askedBy }, 'custody')) return false
  failTakeaway(tx, id, NO_RIGHT)
  return true
}
