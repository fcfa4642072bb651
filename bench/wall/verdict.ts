import type { Sampled } from './sampling.ts'

/** Two piles of times beside each other: what their medians are apart, in microseconds, and Welch's t. */
export type Apart = { readonly medians: number; readonly t: number }
export type Finding = {
  readonly name: string
  readonly status: string
  readonly median: number
  /** What is there against what is nowhere. */
  readonly seen: Apart
  /** What is nowhere against what is nowhere: the noise. */
  readonly floor: Apart
}

/** What nobody tells apart through a network, however often they ask; and how many times the noise of the same run a difference must be. */
const WORTH_NAMING_US = 50
const TIMES_THE_FLOOR = 3
/** Two piles of one kind come this far apart once in some thousand questions. */
const BY_CHANCE_T = 3.3

export const findingOf = ({ question, status, samples: { there, nowhere, nowhereElse } }: Sampled): Finding => ({
  name: question.name,
  status,
  median: median(nowhere),
  seen: apart(there, nowhere),
  floor: apart(nowhereElse, nowhere),
})

/** The floor of a run is the largest of its questions: one alone may be small by luck. */
export const leaks = (findings: readonly Finding[]): Finding[] => {
  const floor = Math.max(...findings.map((each) => Math.abs(each.floor.medians)))
  const limit = Math.max(TIMES_THE_FLOOR * floor, WORTH_NAMING_US)
  return findings.filter(({ seen }) => Math.abs(seen.medians) > limit && Math.abs(seen.t) > BY_CHANCE_T)
}

/** A tenth is cut off first, the same for both: it is collectors and timers, and hides small differences from t. */
function apart(one: readonly number[], other: readonly number[]): Apart {
  const all = [...one, ...other].sort((a, b) => a - b)
  const cut = all[Math.floor(all.length * 0.9)] ?? Number.POSITIVE_INFINITY
  const below = (list: readonly number[]) => list.filter((each) => each <= cut)
  return { medians: median(one) - median(other), t: welch(below(one), below(other)) }
}

function welch(one: readonly number[], other: readonly number[]): number {
  const [first, second] = [momentsOf(one), momentsOf(other)]
  return (first.mean - second.mean) / Math.sqrt(first.variance / one.length + second.variance / other.length)
}

function momentsOf(list: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = list.reduce((sum, each) => sum + each, 0) / list.length
  return { mean, variance: list.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (list.length - 1) }
}

function median(list: readonly number[]): number {
  const sorted = Float64Array.from(list).sort()
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2
}
