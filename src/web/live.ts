import type { TenantId } from '../tenancy/index.ts'

export type Listener = (topics: readonly string[]) => void
export type Live = {
  /** Tells everyone of this office who is looking, at most once a tick for many changes. */
  publish(id: TenantId, topic: string): void
  subscribe(id: TenantId, listener: Listener): () => void
  readonly listeners: number
}

/** Who is looking at which office now. Topics are ids of what changed: what it became is asked for, with the asker's own rights. */
export function createLive(): Live {
  const offices = new Map<TenantId, Set<Listener>>()
  const pending = new Map<TenantId, Set<string>>()

  function flush(): void {
    for (const [id, topics] of pending) for (const listener of offices.get(id) ?? []) listener([...topics])
    pending.clear()
  }

  return {
    publish(id, topic) {
      if (!offices.has(id)) return
      if (pending.size === 0) setTimeout(flush, 20)
      const topics = pending.get(id) ?? new Set()
      pending.set(id, topics.add(topic))
    },
    subscribe(id, listener) {
      const listeners = offices.get(id) ?? new Set()
      offices.set(id, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) offices.delete(id)
      }
    },
    get listeners() {
      return [...offices.values()].reduce((sum, each) => sum + each.size, 0)
    },
  }
}
