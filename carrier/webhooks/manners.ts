import type { Scenario } from '../scenarios.ts'
import { type Manner, usual } from './courier.ts'

export function mannerOf(scenario: Scenario, fast: boolean): Manner {
  switch (scenario.webhooks) {
    case 'three times':
      return { ...usual, copies: 3 }
    case 'reversed':
      return { ...usual, order: 'reversed' }
    case 'lost':
      return { ...usual, lost: true }
    case 'late':
      return { ...usual, lateMs: fast ? 1_000 : 5_000 }
    default:
      return usual
  }
}
