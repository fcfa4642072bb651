/** What many measured times come to, in milliseconds. */
export type Spread = { readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number }

export function spread(samples: readonly number[]): Spread {
  const sorted = Float64Array.from(samples).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`
export const megabytes = (value: number): string => `${Math.round(value)} MB`
