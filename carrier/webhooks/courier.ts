import type { Temper } from '../behaviour.ts'
import { type Fax, isOver } from '../fax.ts'
import { createGate } from '../gate.ts'
import type { Counts } from '../ledger.ts'
import type { Attempt, Deliveries } from './deliveries.ts'
import { type Notice, noticeOf } from './events.ts'
import type { Keys } from './keys.ts'
import { isTaken, postNotice } from './post.ts'

/** How the notices of one fax travel. */
export interface Manner {
  readonly copies: number
  readonly order: 'kept' | 'reversed' | 'shuffled'
  readonly lateMs: number
  readonly lost: boolean
}

export const usual: Manner = { copies: 1, order: 'kept', lateMs: 0, lost: false }

interface Mailbox {
  readonly queue: Notice[]
  busy: boolean
  readonly emptied: (() => void)[]
}

export interface CourierDeps {
  keysOf(fax: Fax): Keys
  readonly deliveries: Deliveries
  readonly counts: Counts
  readonly temper: Temper
  readonly fast: boolean
  urlsFor(fax: Fax): readonly string[]
}

export interface Courier {
  tell(fax: Fax, type: string, manner: Manner, extra?: Readonly<Record<string, unknown>>): void
  /** Resolves when all that was told about a finished fax is delivered or lost. */
  allTold(fax: Fax): Promise<void>
  clear(): void
}

/** Delivers notices over kept-alive connections, one at a time per fax, so their order is the real one unless told otherwise. */
export function createCourier(deps: CourierDeps): Courier {
  const boxes = new Map<string, Mailbox>()
  const connections = createGate(64)

  function tell(fax: Fax, type: string, manner: Manner, extra?: Readonly<Record<string, unknown>>): void {
    if (manner.lost || deps.temper.now.webhooks === 'off') return
    const urls = deps.urlsFor(fax)
    if (urls.length === 0) return
    const order = deps.temper.now.webhooks === 'shuffled' ? 'shuffled' : manner.order
    const box = boxFor(fax.id)
    const notice = noticeOf(fax, type, extra)
    for (let copy = 0; copy < manner.copies; copy += 1) box.queue.push(notice)
    if (order !== 'kept') {
      if (!isOver(fax)) return
      rearrange(box.queue, order, deps.temper.random)
    }
    if (!box.busy) void empty(fax, box, urls, manner.lateMs)
  }

  function boxFor(id: string): Mailbox {
    const found = boxes.get(id)
    if (found) return found
    const box: Mailbox = { queue: [], busy: false, emptied: [] }
    boxes.set(id, box)
    return box
  }

  async function empty(fax: Fax, box: Mailbox, urls: readonly string[], lateMs: number): Promise<void> {
    box.busy = true
    for (let next = box.queue.shift(); next; next = box.queue.shift()) {
      if (lateMs > 0) await Bun.sleep(next.occurredAt + lateMs - Date.now())
      await connections.enter()
      await deliver(next, urls, deps.keysOf(fax))
      connections.leave()
    }
    box.busy = false
    if (!isOver(fax)) return
    boxes.delete(fax.id)
    for (const resolve of box.emptied) resolve()
  }

  async function deliver(notice: Notice, urls: readonly string[], keys: Keys): Promise<void> {
    const attempts: Attempt[] = []
    for (const url of urls) {
      for (let number = 1; number <= 2; number += 1) {
        if (number === 2) await Bun.sleep(deps.fast ? 20 : 500)
        const attempt = await postNotice(keys, notice, url, number)
        attempts.push(attempt)
        if (!isTaken(attempt)) continue
        deps.counts.webhooksSent += 1
        deps.deliveries.note(notice, attempts, true)
        return
      }
    }
    deps.counts.webhooksLost += 1
    deps.deliveries.note(notice, attempts, false)
  }

  return {
    tell,
    allTold(fax) {
      if (isOver(fax) && !boxes.has(fax.id)) return Promise.resolve()
      const box = boxFor(fax.id)
      return new Promise((resolve) => box.emptied.push(resolve))
    },
    clear() {
      for (const box of boxes.values()) box.queue.length = 0
      boxes.clear()
    },
  }
}

function rearrange(queue: Notice[], order: 'reversed' | 'shuffled', random: () => number): void {
  queue.reverse()
  if (order === 'reversed') return
  for (let i = queue.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [queue[i], queue[j]]
    if (a && b) {
      queue[i] = b
      queue[j] = a
    }
  }
}
