import { existsSync, renameSync } from 'node:fs'
import { describeError } from '../kit/log.ts'
import { forgetTenant, type TenantId, tenantDirectory } from '../tenancy/index.ts'
import type { Arriving } from './arriving.ts'
import { listGone, noteDeparture } from './departures.ts'
import type { CellOptions } from './deps.ts'
import type { Leaving } from './leaving.ts'

export type Watch = {
  /** Listens to the other cells now, unless it did a moment ago. False when it did not. */
  hearSoon(): Promise<boolean>
  stop(): Promise<void>
}

const LOOK_MS = 1_000
const HEAR_MS = 5_000
const HEAR_AT_MOST_MS = 2_000
/** So many times in a term the lease is renewed. */
const RENEWALS = 10

/** What a cell does by itself: it keeps its lease, tells and hears who lives where, and looks for offices that come or go. */
export function createWatch(options: CellOptions & { readonly leaving: Leaving; readonly arriving: Arriving }): Watch {
  const { tenure, whereabouts, guard, log, termMs, leaving, arriving } = options
  const renewMs = Math.max(500, termMs / RENEWALS)
  let [renewAt, hearAt, held, over] = [0, 0, false, false]
  // Each by itself: however long an office takes to come or go, the lease of all the others is renewed.
  const turns = [repeated(renew), repeated(look)]

  function repeated(work: () => Promise<void>) {
    let under: Promise<void> | undefined
    const begin = () => {
      if (!over) under ??= work().finally(() => (under = undefined))
    }
    begin()
    return { timer: setInterval(begin, LOOK_MS), ended: () => under }
  }

  async function renew(): Promise<void> {
    if (options.now() >= renewAt || !guard.holds()) await tried('cell.lease_not_renewed', keep)
  }

  async function look(): Promise<void> {
    held &&= guard.holds()
    if (!held) return
    await tried('cell.claims_failed', tenure.claimNew)
    if (options.now() >= hearAt) await tried('cell.directories_failed', hear)
    await tried('cell.moves_failed', async () => {
      await leaving.followUp()
      await arriving.look()
      await setAside()
    })
  }

  async function keep(): Promise<void> {
    const kept = await tenure.keep()
    renewAt = options.now() + (kept ? renewMs : LOOK_MS)
    if (kept && !held) options.begun()
    held = kept
  }

  async function hear(): Promise<void> {
    await whereabouts.tell()
    await whereabouts.hear()
    hearAt = options.now() + HEAR_MS
  }

  async function tried(event: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      log('warn', event, describeError(error))
    }
  }

  /**
   * Of an office that was taken over it may be that the bucket lacks the last seconds, and a bucket that refuses it is not waited for
   * longer than a lease lasts: what lies here is kept for a person.
   */
  async function setAside(): Promise<void> {
    for (const { id, cell, step } of options.control.read(listGone)) {
      if (step !== 'taken over' || cell === options.cell) continue
      await options.hands.letGo(id)
      options.tenants.close(id)
      await options.hands.shipped(id, AbortSignal.timeout(termMs))
      const place = tenantDirectory(options.dataDir, id)
      if (existsSync(place)) renameSync(place, `${place}.left-${options.now()}`)
      options.control.write((tx) => {
        forgetTenant(tx, id as TenantId)
        noteDeparture(tx, id, { step: 'finished', endedAt: tx.now })
      })
    }
  }

  let heardAt = 0
  return {
    async hearSoon() {
      if (options.now() - heardAt < HEAR_AT_MOST_MS) return false
      heardAt = options.now()
      await tried('cell.directories_failed', hear)
      return true
    },
    async stop() {
      over = true
      for (const { timer } of turns) clearInterval(timer)
      await Promise.race([Promise.all(turns.map(({ ended }) => ended())), Bun.sleep(2_000)])
      await tenure.release()
    },
  }
}
