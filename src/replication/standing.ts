import { type Copy, isWanted } from './copy.ts'

/** The replicator syncs each second, and looks at an idle file every other: later than this it has not kept up. */
export const STALE_MS = 6_000

/** Counts and the worst, never which office: whoever asks may be a stranger. */
export type Standing = {
  readonly replicator: 'up' | 'away'
  readonly bucket: 'reachable' | 'unreachable'
  readonly registered: number
  readonly behind: number
  /** Of which the bucket lacks something that it had acknowledged. */
  readonly lacking: number
  readonly worstLagSeconds: number
}

export function standingOf(
  copies: readonly Copy[],
  { isUp, isReachable, now }: { readonly isUp: boolean; readonly isReachable: boolean; readonly now: number },
): Standing {
  const lags = copies.filter(isWanted).map(({ lackingSince, syncedAt }) => now - (lackingSince ?? syncedAt ?? now))
  return {
    replicator: isUp ? 'up' : 'away',
    bucket: isReachable ? 'reachable' : 'unreachable',
    registered: copies.filter(({ state }) => state !== 'idle').length,
    behind: lags.filter((lag) => lag > STALE_MS).length,
    lacking: copies.filter(({ doubt }) => doubt !== 'none').length,
    worstLagSeconds: Math.max(0, ...lags) / 1_000,
  }
}
