import type { Row } from './table.ts'

/** What every scenario is told. */
export type Run = {
  /** Fewer of everything: to see that it works, not to write the figures down. */
  readonly quick: boolean
  readonly peers: boolean
  /** Prints a line while the measurement runs. */
  say(text: string): void
}
export type Scenario = (run: Run) => Promise<Row[]>

/** Runs a peer, or says in plain words that it is not here. The rest of the measurement goes on without it. */
export async function withPeer<T>(run: Run, name: string, measure: () => Promise<T>): Promise<T | undefined> {
  if (!run.peers) return undefined
  try {
    return await measure()
  } catch (error) {
    run.say(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}
