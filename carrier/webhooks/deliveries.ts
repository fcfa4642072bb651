import type { Notice } from './events.ts'

export interface Attempt {
  readonly url: string
  readonly startedAt: number
  readonly finishedAt: number
  /** null: no answer at all, or not within two seconds. */
  readonly status: number | null
}

export interface Delivery {
  readonly id: string
  readonly notice: Notice
  readonly attempts: readonly Attempt[]
  readonly delivered: boolean
}

export interface Deliveries {
  note(notice: Notice, attempts: readonly Attempt[], delivered: boolean): void
  newest(): Delivery[]
  clear(): void
}

const most = 10_000

export function createDeliveries(): Deliveries {
  let log: Delivery[] = []
  return {
    note(notice, attempts, delivered) {
      log.push({ id: crypto.randomUUID(), notice, attempts, delivered })
      if (log.length > most * 2) log = log.slice(-most)
    },
    newest: () => log.slice(-most).reverse(),
    clear() {
      log = []
    },
  }
}
