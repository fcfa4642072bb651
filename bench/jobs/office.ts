import { type Kind, kind } from '../../src/jobs/index.ts'
import type { News, TenantId } from '../../src/tenancy/index.ts'
import type { Job } from './drive.ts'

export const NOOP: Kind<Job> = kind<Job>('bench.noop')

/** What the two threads of the measurement tell each other. */
export type ToWorker =
  | { readonly kind: 'work'; readonly dataDir: string; readonly id: TenantId; readonly turnstile: SharedArrayBuffer }
  | { readonly kind: 'due'; readonly at: number }
/** How long each job waited that began since the last message; the first message, with none, says that the worker is up. */
export type FromWorker = readonly number[]

export const dueAt = (news: readonly News[]): number =>
  Math.min(...news.map((each) => (each.kind === 'due' ? each.at : Number.POSITIVE_INFINITY)))
