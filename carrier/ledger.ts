import type { Fax } from './fax.ts'

export interface Accepted {
  readonly id: string
  readonly to: string
  readonly clientState: string | null
  readonly at: string
}

export interface Counts {
  posts: number
  accepted: number
  delivered: number
  failed: number
  received: number
  webhooksSent: number
  webhooksLost: number
}

export interface Ledger {
  readonly counts: Counts
  add(fax: Fax): void
  find(id: string): Fax | undefined
  remove(fax: Fax): void
  /** Newest first; stops at the first fax older than `since`. */
  newest(since?: number): Iterable<Fax>
  accepted(): readonly Accepted[]
  acceptedByState(): ReadonlyMap<string, number>
  clear(): void
}

/** Everything the carrier remembers, in memory: the newest `keep` faxes. */
export function createLedger(keep: number, forget: (fax: Fax) => void): Ledger {
  const byId = new Map<string, Fax>()
  const byState = new Map<string, number>()
  const counts = noCounts()
  let order: Fax[] = []

  function add(fax: Fax): void {
    byId.set(fax.id, fax)
    order.push(fax)
    if (fax.direction === 'outbound') {
      counts.accepted += 1
      const state = fax.clientState ?? ''
      byState.set(state, (byState.get(state) ?? 0) + 1)
    }
    // A tenth at a time, so that dropping old ones costs little per fax.
    if (order.length > keep + Math.ceil(keep / 10)) dropOldest(order.length - keep)
  }

  function dropOldest(many: number): void {
    for (const fax of order.slice(0, many)) {
      byId.delete(fax.id)
      byState.delete(fax.clientState ?? '')
      forget(fax)
    }
    order = order.slice(many)
  }

  function* newest(since = Number.NEGATIVE_INFINITY): Generator<Fax> {
    for (let i = order.length - 1; i >= 0; i -= 1) {
      const fax = order[i]
      if (!fax || fax.createdAt < since) return
      if (byId.has(fax.id)) yield fax
    }
  }

  return {
    counts,
    add,
    find: (id) => byId.get(id),
    remove(fax) {
      byId.delete(fax.id)
      forget(fax)
    },
    newest,
    accepted: () => order.filter((fax) => fax.direction === 'outbound').map(asAccepted),
    acceptedByState: () => byState,
    clear() {
      for (const fax of order) forget(fax)
      order = []
      byId.clear()
      byState.clear()
      Object.assign(counts, noCounts())
    },
  }
}

function asAccepted(fax: Fax): Accepted {
  return { id: fax.id, to: fax.to, clientState: fax.clientState ?? null, at: new Date(fax.createdAt).toISOString() }
}

function noCounts(): Counts {
  return { posts: 0, accepted: 0, delivered: 0, failed: 0, received: 0, webhooksSent: 0, webhooksLost: 0 }
}
