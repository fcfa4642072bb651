import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBrowser } from '../../test/support/browser.ts'
import { around, machineLine } from '../machine.ts'
import { lighthouse } from './lighthouse.ts'
import { loading } from './loading.ts'
import { ARTEFACTS, lookQuickly } from './looking.ts'
import { rooms } from './rooms.ts'
import { findings, printed, type Row } from './score.ts'
import { states } from './states.ts'
import { tasks } from './tasks.ts'
import { weights } from './weights.ts'

// bun bench/design-qa/main.ts [tasks] [states] [rooms] [loading] [weights] [lighthouse] [--only WORDS] [--quick]: the design as figures; exits with 1 below the bar.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, quick: { type: 'boolean' } },
})
if (values.quick) lookQuickly()
const browser = await openBrowser()
const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  tasks: () => tasks(browser),
  states: () => states(browser, values.only),
  rooms: () => rooms(browser, values.only),
  loading: () => loading(browser, values.only),
  weights,
  lighthouse: () => lighthouse(values.only),
}
const wanted = positionals.length > 0 ? positionals : Object.keys(PARTS)
if (positionals.length === 0) rmSync(ARTEFACTS, { recursive: true, force: true })

const rows: Row[] = []
const circumstances: string[] = []
for (const name of wanted) {
  const part = PARTS[name]
  if (!part) throw new Error(`There is no “${name}”. There are ${Object.keys(PARTS).join(', ')}.`)
  circumstances.push(`${name}: ${around()}`)
  try {
    rows.push(...(await part()))
  } catch (error) {
    rows.push({ what: name, seen: 'not finished', bar: 'finished', holds: false })
    findings.push(`${name}: ${error instanceof Error ? error.message : error}`)
  }
  // All of it takes an hour: what was seen so far is not lost with a run that is cut short.
  process.stderr.write(`${printed(rows)}\n`)
}
await browser.close()

const scorecard = [
  `${new Date().toISOString().slice(0, 16)}Z · ${machineLine()}`,
  `Before each: ${circumstances.join(' · ')}`,
  printed(rows),
  '',
  ...findings,
]
const holds = rows.every((row) => row.holds)
scorecard.push('', `the design: ${holds ? 'holds' : 'FAILS'}`)
await Bun.write(join(ARTEFACTS, 'scorecard.txt'), `${scorecard.join('\n')}\n`)
console.log(scorecard.join('\n'))
process.exit(holds ? 0 : 1)
