import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** `away`: nobody answers at the socket. `refused` in the replicator's own words, which may name the bucket: not for the log. */
export type Answer<T> = ({ readonly is: 'done' } & T) | { readonly is: 'refused'; readonly why: string } | { readonly is: 'away' }
export type Listed = { readonly path: string; readonly syncedAt: number | undefined }
export type Position = { readonly txid: number; readonly replicatedTxid: number }

/** Litestream's control socket, as replicator/README.md describes it. */
export type Replicator = {
  /** Nothing is opened yet: only a `sync` that waits tells whether the file can be read and the bucket written. */
  register(path: string, url: string): Promise<Answer<object>>
  /** With `waitSeconds` it answers when the bucket has it; without, when it was copied from the log. */
  sync(path: string, waitSeconds?: number): Promise<Answer<Position>>
  /** After a last sync. Unregistered also when that is refused. */
  unregister(path: string, waitSeconds: number): Promise<Answer<{ readonly txid: number }>>
  list(): Promise<Answer<{ readonly files: readonly Listed[] }>>
}

const Registered = Compile(Type.Object({ status: Type.String() }))
const Synced = Compile(Type.Object({ txid: Type.Integer(), replicated_txid: Type.Integer() }))
const Unregistered = Compile(Type.Object({ txid: Type.Integer() }))
const Files = Compile(
  Type.Object({ databases: Type.Array(Type.Object({ path: Type.String(), last_sync_at: Type.Optional(Type.String()) })) }),
)
const Refusal = Compile(Type.Object({ error: Type.String() }))

/** Longer than what it was asked to wait for: then the socket hangs and is as good as gone. */
const GRACE_MS = 5_000

export function replicatorAt(socket: string): Replicator {
  async function ask<T>(
    form: { Check(value: unknown): value is T },
    method: 'GET' | 'POST',
    path: string,
    body?: { readonly path: string; readonly timeout?: number } & Record<string, unknown>,
  ): Promise<Answer<{ readonly body: T }>> {
    try {
      const response = await fetch(`http://replicator${path}`, {
        method,
        unix: socket,
        signal: AbortSignal.timeout((body?.timeout ?? 0) * 1_000 + GRACE_MS),
        ...(body && { body: JSON.stringify(body) }),
      })
      const said: unknown = await response.json()
      if (response.ok && form.Check(said)) return { is: 'done', body: said }
      return { is: 'refused', why: Refusal.Check(said) ? said.error : `it answered ${response.status}` }
    } catch {
      return { is: 'away' }
    }
  }

  return {
    register: (path, url) => ask(Registered, 'POST', '/register', { path, replica_url: url }),
    async sync(path, waitSeconds) {
      const wait = waitSeconds === undefined ? {} : { wait: true, timeout: waitSeconds }
      const answer = await ask(Synced, 'POST', '/sync', { path, ...wait })
      return answer.is === 'done' ? { is: 'done', txid: answer.body.txid, replicatedTxid: answer.body.replicated_txid } : answer
    },
    async unregister(path, waitSeconds) {
      const answer = await ask(Unregistered, 'POST', '/unregister', { path, timeout: waitSeconds })
      return answer.is === 'done' ? { is: 'done', txid: answer.body.txid } : answer
    },
    async list() {
      const answer = await ask(Files, 'GET', '/list')
      if (answer.is !== 'done') return answer
      const files = answer.body.databases.map(({ path, last_sync_at }) => ({
        path,
        syncedAt: last_sync_at === undefined ? undefined : Date.parse(last_sync_at),
      }))
      return { is: 'done', files }
    },
  }
}
