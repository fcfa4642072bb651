import { parseArgs } from 'node:util'
import { around, machineLine } from './machine.ts'
import type { Run, Scenario } from './run.ts'
import { cold } from './scenarios/cold.ts'
import { jobs } from './scenarios/jobs.ts'
import { list } from './scenarios/list.ts'
import { memory } from './scenarios/memory.ts'
import { sends } from './scenarios/sends.ts'
import { submit } from './scenarios/submit.ts'
import { type Row, tableOf } from './table.ts'

const SCENARIOS: Readonly<Record<string, Scenario>> = { jobs, list, submit, sends, cold, memory }
const USAGE = `bun bench/main.ts [${[...Object.keys(SCENARIOS), 'all'].join('|')}] [--quick] [--no-peers]`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, 'no-peers': { type: 'boolean' } },
})
const run: Run = { quick: values.quick ?? false, peers: !values['no-peers'], say: (text) => void process.stderr.write(`${text}\n`) }
const wanted = positionals.includes('all') || positionals.length === 0 ? Object.keys(SCENARIOS) : positionals
const unknown = wanted.find((name) => !SCENARIOS[name])
if (unknown) {
  run.say(`There is no “${unknown}”. Usage: ${USAGE}`)
  process.exit(2)
}

const rows: Row[] = []
const circumstances: string[] = []
const failed: string[] = []
for (const name of wanted) {
  circumstances.push(`${name}: ${around()}`)
  try {
    rows.push(...((await SCENARIOS[name]?.(run)) ?? []))
  } catch (error) {
    failed.push(`${name} did not finish: ${error instanceof Error ? error.message : String(error)}`)
  }
}

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()}${run.quick ? ' · quick: not for the record' : ''}`)
console.log(`Before each: ${[...circumstances, `end: ${around()}`].join(' · ')}`)
console.log(tableOf(rows))
for (const line of failed) console.log(line)
process.exit(failed.length > 0 ? 1 : 0)
