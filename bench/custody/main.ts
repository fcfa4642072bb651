import { killAgainAndAgain } from './kills.ts'
import { loseMachine } from './lost.ts'
import { lackingForCustody } from './machine.ts'
import { holdMany } from './many.ts'
import { sitOut } from './outage.ts'

// bun bench/custody/main.ts [lost|replicator|app|down|slow|many] …, all of them, some twenty minutes, when none is named
const PROOFS: Readonly<Record<string, () => Promise<object>>> = {
  lost: () => loseMachine(200, 25),
  replicator: () => killAgainAndAgain('replicator', 50),
  app: () => killAgainAndAgain('app', 50),
  down: () => sitOut('down', 300),
  slow: () => sitOut('slow', 60),
  many: () => holdMany(1_000, 1_000, 50, 60),
}

const lack = lackingForCustody()
if (lack) throw new Error(lack)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const named = process.argv.slice(2)
for (const [name, prove] of Object.entries(PROOFS)) {
  if (named.length > 0 && !named.includes(name)) continue
  console.log(`${name} ${JSON.stringify(await prove())}`)
}
process.exit(0)
