import type { Fax } from './fax.ts'
import type { Scenario } from './scenarios.ts'

/** How long the parts of a call take here, in milliseconds. */
export interface Pace {
  readonly conversion: number
  readonly dialling: number
  readonly page: number
  wait(ms: number, fax: Fax): Promise<void>
}

export function paceOf(fast: boolean, scenario: Scenario): Pace {
  const page = scenario.slow ? (fast ? 250 : 10_000) : 1_000
  if (fast) return { conversion: 0, dialling: 0, page: scenario.slow ? page : 0, wait }
  return { conversion: 300, dialling: 700, page, wait }
}

/** Waits in short naps, so that a cancelled fax ends soon. */
async function wait(ms: number, fax: Fax): Promise<void> {
  for (let left = ms; left > 0 && !fax.canceled; left -= 200) await Bun.sleep(Math.min(left, 200))
}
