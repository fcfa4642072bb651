/** How the carrier misbehaves, changed while it runs by POST /_control. */
export interface Behaviour {
  /** Accepts, but hangs up and lets the fax appear only CARRIER_LATE_MS later. */
  lateRate: number
  /** Accepts, then hangs up without an answer. */
  dropAnswerRate: number
  /** Answers 500; half of them after accepting. */
  error500Rate: number
  /** The call fails for a reason that may pass. */
  failRate: number
  webhooks: 'normal' | 'off' | 'shuffled'
  latencyMs: number
  unavailable: boolean
  rateLimit: boolean
  /** How long links to documents last. */
  mediaSeconds: number
}

const calm: Behaviour = {
  lateRate: 0,
  dropAnswerRate: 0,
  error500Rate: 0,
  failRate: 0,
  webhooks: 'normal',
  latencyMs: 0,
  unavailable: false,
  rateLimit: false,
  mediaSeconds: 600,
}

export interface Temper {
  readonly now: Behaviour
  change(wishes: Readonly<Record<string, unknown>>): string | null
  random(): number
  happens(rate: number): boolean
  oneOf<T>(choices: readonly [T, ...T[]]): T
  reset(): void
}

export function createTemper(): Temper {
  const now: Behaviour = { ...calm }
  let random: () => number = Math.random
  return {
    now,
    change(wishes) {
      const { seed, ...rest } = wishes
      const wrong = Object.entries(rest).find(([name, value]) => !isAllowed(name, value))
      if (wrong) return `"${wrong[0]}" cannot be ${JSON.stringify(wrong[1])}. See carrier/README.md for what can be set.`
      if (typeof seed === 'number') random = seeded(seed)
      Object.assign(now, rest)
      return null
    },
    random: () => random(),
    happens: (rate) => rate > 0 && random() < rate,
    oneOf: (choices) => choices[Math.floor(random() * choices.length)] ?? choices[0],
    reset() {
      Object.assign(now, calm)
      random = Math.random
    },
  }
}

function isAllowed(name: string, value: unknown): boolean {
  if (!(name in calm)) return false
  if (name === 'webhooks') return value === 'normal' || value === 'off' || value === 'shuffled'
  if (name === 'unavailable' || name === 'rateLimit') return typeof value === 'boolean'
  if (typeof value !== 'number' || !(value >= 0)) return false
  return !name.endsWith('Rate') || value <= 1
}

/** mulberry32, so that a failing run of a proof can be played again. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
