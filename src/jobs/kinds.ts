import type { Tx } from '../tenancy/index.ts'

export type Kind<Args> = { readonly name: string; readonly args?: Args }
export const kind = <Args>(name: string): Kind<Args> => ({ name })

/** The end of one execution, in words. `retry` is charged as an attempt, `snooze` is not. */
export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'retry'; readonly because: string; readonly inMs?: number }
  | { readonly is: 'snooze'; readonly because: string; readonly inMs: number }
  | { readonly is: 'cancel'; readonly because: string }

export const done: Outcome = { is: 'done' }
export const retry = (because: string, inMs?: number): Outcome => ({ is: 'retry', because, ...(inMs !== undefined && { inMs }) })
export const snooze = (because: string, inMs: number): Outcome => ({ is: 'snooze', because, inMs })
export const cancel = (because: string): Outcome => ({ is: 'cancel', because })

/** Waiting happens between two transactions: `wait` holds no database, `settle` decides in the one that also claims what is next. */
export type Step = { readonly is: 'wait'; wait(signal: AbortSignal): Promise<unknown>; settle(tx: Tx, answer: unknown): Outcome }
export const step = <Answer>(
  wait: (signal: AbortSignal) => Promise<Answer>,
  settle: (tx: Tx, answer: NoInfer<Answer>) => Outcome,
): Step => ({
  is: 'wait',
  wait,
  settle: settle as Step['settle'],
})

/** What a handler may know of its own execution. */
export type Execution = { readonly id: number; readonly attempt: number; readonly maxAttempts: number }
export type Handler = {
  readonly kind: string
  readonly maxAttempts: number
  begin(tx: Tx, args: unknown, execution: Execution): Outcome | Step
  /** Called in the transaction that gives the job up, so that what it was for can say so. */
  died(tx: Tx, args: unknown, because: string): void
}

export type HandlerOptions<Args> = { readonly died?: (tx: Tx, args: Args, because: string) => void }

/** `begin` runs inside the transaction that claims the job: what it writes is durable before anything is waited for. */
export const handle = <Args>(
  kind: Kind<Args>,
  begin: (tx: Tx, args: Args, execution: Execution) => Outcome | Step,
  options: HandlerOptions<Args> = {},
): Handler => ({
  kind: kind.name,
  maxAttempts: MAX_ATTEMPTS,
  begin: begin as Handler['begin'],
  died: (options.died ?? (() => {})) as Handler['died'],
})

export const MAX_ATTEMPTS = 12
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 60 * 60_000

/** Exponential, capped at an hour, spread over the upper half so that a crowd does not come back as one. */
export const backoffMs = (attempt: number, random: () => number = Math.random): number =>
  Math.round(Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS) * (0.5 + random() / 2))
