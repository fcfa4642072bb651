import type { Inbox, ParsedEvent, Signer, Taken } from './fax/index.ts'
import { unavailable } from './kit/errors.ts'
import type { News, TenantId } from './tenancy/index.ts'

/** What the two threads tell each other. */
export type ToWorker =
  /** The first message: the memory in which both threads queue for an office's file, and that of the master keys. */
  | { readonly kind: 'start'; readonly turnstile: SharedArrayBuffer; readonly masters: SharedArrayBuffer }
  | { readonly kind: 'due'; readonly id: TenantId; readonly at: number }
  | { readonly kind: 'event'; readonly number: number; readonly parsed: ParsedEvent; readonly raw: string; readonly by: Signer | undefined }
  /** An office is closed for good: let go of its file. */
  | { readonly kind: 'release'; readonly id: TenantId }
  /** One of several cells: it may write from now on. */
  | { readonly kind: 'begin' }
  /** An office moves: settle what runs of it; let go of its file; go on after all; or it is here now. */
  | { readonly kind: 'drain' | 'shut' | 'resume' | 'welcome'; readonly id: TenantId }
  | { readonly kind: 'stop' }
export type FromWorker =
  | { readonly kind: 'changed'; readonly id: TenantId; readonly topics: readonly string[] }
  /** Without `taken` the event could not be written down. */
  | { readonly kind: 'answer'; readonly number: number; readonly taken: Taken | undefined }
  /** Said of each file that this thread opens or closes while files are replicated: the other one owns that. */
  | { readonly kind: 'held'; readonly id: TenantId; readonly open: boolean }
  | { readonly kind: 'released' | 'drained' | 'shut'; readonly id: TenantId }
  /** A drill could not restore what the bucket has of it. */
  | { readonly kind: 'doubted'; readonly id: TenantId }
  /** The log of the control database is to be emptied, which the owner of replication can. */
  | { readonly kind: 'scrub' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped' }

/** A commit's news in two: the soonest that became due, and what changed, each once. */
export function sortNews(news: readonly News[]): { readonly dueAt: number | undefined; readonly topics: readonly string[] } {
  let dueAt: number | undefined
  const topics = new Set<string>()
  for (const each of news) {
    if (each.kind === 'changed') topics.add(each.topic)
    else if (dueAt === undefined || each.at < dueAt) dueAt = each.at
  }
  return { dueAt, topics: [...topics] }
}

/** The inbox as the thread of the pages sees it: the commits of webhooks are the job thread's, so that no page waits for their fsyncs. */
export function inboxOver(post: (message: ToWorker) => void): Inbox & { answered(number: number, taken: Taken | undefined): void } {
  const waiting = new Map<number, (taken: Taken | undefined) => void>()
  let last = 0
  return {
    async take(parsed, raw, by) {
      const number = ++last
      const taken = await new Promise<Taken | undefined>((resolve) => {
        waiting.set(number, resolve)
        post({ kind: 'event', number, parsed, raw, by })
      })
      if (!taken) throw unavailable('The event could not be written down. Send it again.')
      return taken
    },
    answered(number, taken) {
      waiting.get(number)?.(taken)
      waiting.delete(number)
    },
  }
}

/** Asks the job thread for something about an office, and waits until it has done it. */
export function askOver(post: (message: ToWorker) => void, kind: 'drain' | 'shut' | 'release') {
  const waiting = new Map<TenantId, (() => void)[]>()
  return {
    ask: (id: TenantId): Promise<void> =>
      new Promise((resolve) => {
        waiting.set(id, [...(waiting.get(id) ?? []), resolve])
        post({ kind, id })
      }),
    done(id: TenantId): void {
      for (const resolve of waiting.get(id) ?? []) resolve()
      waiting.delete(id)
    },
  }
}

/** Resolves when the job thread has let go of the file of an office that is closed. Throws AppError unavailable. */
export async function letGoInTime(released: Promise<void>): Promise<void> {
  const late = Bun.sleep(LET_GO_MS).then(() => 'late' as const)
  if ((await Promise.race([released, late])) === 'late') throw unavailable(STILL_RUNNING)
}

/** Longer than any call to the carrier may take. */
const LET_GO_MS = 45_000
const STILL_RUNNING = 'The office is closed, but its last jobs have not ended yet. Nothing was destroyed; try again in a minute.'
