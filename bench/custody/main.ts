import { lackingReplication } from '../../test/support/replicator.ts'
import { exchangeKeys } from './exchanged.ts'
import { wakeUpLate } from './fenced.ts'
import { fillDisk } from './full.ts'
import type { Proved } from './goals.ts'
import { dieOnTheWay } from './interrupted.ts'
import { killAgainAndAgain } from './kills.ts'
import { restoreLarge } from './large.ts'
import { loseMachine } from './lost.ts'
import { hearLies } from './lying.ts'
import { holdMany } from './many.ts'
import { moveToAndFro } from './move.ts'
import { sitOut } from './outage.ts'

// bun bench/custody/main.ts [name …], all of them, an hour and a half, when none is named. Exits with 1 when a goal is missed.
const PROOFS: Readonly<Record<string, () => Promise<Proved>>> = {
  lost: () => loseMachine(200, 25),
  replicator: () => killAgainAndAgain('replicator', 50),
  app: () => killAgainAndAgain('app', 50),
  down: () => sitOut('down', 300),
  slow: () => sitOut('slow', 60),
  refusing: () => sitOut('refusing', 60),
  losing: () => hearLies('losing', 45),
  truncating: () => hearLies('truncating', 45),
  mislabelling: () => hearLies('mislabelling', 45),
  keys: () => exchangeKeys(5),
  full: () => fillDisk(75),
  large: () => restoreLarge(100, 200),
  move: () => moveToAndFro(20),
  interrupted: () => dieOnTheWay(12),
  fenced: () => wakeUpLate(),
  many: holdMany,
}

const lack = lackingReplication()
if (lack) throw new Error(lack)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const named = process.argv.slice(2)
const strange = named.filter((name) => !(name in PROOFS))
if (strange.length > 0) throw new Error(`There is no proof named ${strange.join(', ')}: ${Object.keys(PROOFS).join(', ')}.`)
let missed = 0
for (const [name, prove] of Object.entries(PROOFS)) {
  if (named.length > 0 && !named.includes(name)) continue
  const proved = await prove()
  missed += proved.missed.length
  console.log(`${proved.missed.length === 0 ? 'holds' : 'FAILS'} ${name} ${JSON.stringify(proved)}`)
}
process.exit(missed === 0 ? 0 : 1)
