import { isDamage, isTransient } from '../db/index.ts'
import { announce, newsOf } from './news.ts'
import { savepoint } from './savepoint.ts'
import type { Actor, TenantId, Tx } from './tenant.ts'

type Asked = {
  readonly actor: Actor
  readonly fn: (tx: Tx) => unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

type Answer = { readonly value: unknown } | { readonly error: unknown }

export type TogetherDeps = {
  /** One transaction. Throws when nothing of it is kept. */
  write<T>(id: TenantId, actor: Actor, fn: (tx: Tx) => T): T
  /** Undefined when nobody writes to the office's file just now. */
  whenFree(id: TenantId): Promise<void> | undefined
}

/** So that nobody waits for a transaction without end. */
const MOST_IN_ONE = 32
/** After that it queues like everybody else: others may come in between again and again. */
const MOST_WAITS = 4

/**
 * What is asked for in one turn of the loop, or while the other thread has the file, is written in one transaction: the durable commit and
 * the encrypted pages are what costs. Meanwhile this thread goes on. Each part fails alone, and succeeds once all are durable.
 */
export function createTogether({ write, whenFree }: TogetherDeps): <T>(id: TenantId, actor: Actor, fn: (tx: Tx) => T) => Promise<T> {
  const waiting = new Map<TenantId, Asked[]>()

  async function flush(id: TenantId): Promise<void> {
    for (let n = 0, busy = whenFree(id); busy && n < MOST_WAITS; n++, busy = whenFree(id)) await busy
    const list = waiting.get(id) ?? []
    const now = list.splice(0, MOST_IN_ONE)
    if (list.length === 0) waiting.delete(id)
    else setImmediate(flush, id)
    commit(id, now)
  }

  function commit(id: TenantId, list: readonly Asked[]): void {
    const [first] = list
    if (!first) return
    try {
      const answers = write(id, first.actor, (tx) => list.map((each) => ({ each, answer: attempt(tx, each) })))
      for (const { each, answer } of answers)
        if ('error' in answer) each.reject(answer.error)
        else each.resolve(answer.value)
    } catch (error) {
      for (const { reject } of list) reject(error)
    }
  }

  return <T>(id: TenantId, actor: Actor, fn: (tx: Tx) => T) =>
    new Promise<T>((resolve, reject) => {
      const asked: Asked = { actor, fn, resolve: (value) => resolve(value as T), reject }
      const list = waiting.get(id)
      if (list) list.push(asked)
      else {
        waiting.set(id, [asked])
        setImmediate(flush, id)
      }
    })
}

/** A full disk or a damaged page is everybody's: SQLite may have taken the whole transaction back. */
function attempt(tx: Tx, { actor, fn }: Asked): Answer {
  const own: Tx = { ...tx, actor }
  try {
    const value = savepoint(own, () => fn(own))
    for (const each of newsOf(own)) announce(tx, each)
    return { value }
  } catch (error) {
    if (isDamage(error) || isTransient(error)) throw error
    return { error }
  }
}
