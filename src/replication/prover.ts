import { describeError, type Log } from '../kit/log.ts'
import { type Copy, type CopyDeps, proveAgain } from './copy.ts'

/** Looks in the bucket for what it acknowledged, of one file after the other, beside everything else, because that changes nothing. */
export type Prover = { run(): void; readonly running: Promise<void> | undefined }

type Around = { isDue(copy: Copy): boolean; copies(): Iterable<Copy>; done(): void }

const AT_ONCE = 4
/** Well within the minutes that a change lies in the bucket by itself. */
const EVERY_MS = 60_000
const EVERY_GIVEN_MS = 1_000

export function createProver(deps: CopyDeps & { readonly log: Log }, { isDue, copies, done }: Around): Prover {
  let running: Promise<void> | undefined
  const isUnproved = (copy: Copy) => deps.now() - copy.lookedAt >= (copy.doubt === 'given' ? EVERY_GIVEN_MS : EVERY_MS)

  async function line(): Promise<void> {
    for (const copy of copies()) {
      if (!isDue(copy) || !isUnproved(copy)) continue
      await proveAgain(deps, copy).catch((error: unknown) =>
        deps.log('error', 'replication.failed', { tenant: copy.id, step: 'prove', ...describeError(error) }),
      )
    }
  }

  async function all(): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, line))
    running = undefined
    done()
  }

  return {
    run() {
      running ??= all()
    },
    get running() {
      return running
    },
  }
}
