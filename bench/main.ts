import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ms } from './figures.ts'
import { loadLine, machineLine, syncFloor } from './machine.ts'
import type { Run, Scenario } from './run.ts'
import { cold } from './scenarios/cold.ts'
import { jobs } from './scenarios/jobs.ts'
import { list } from './scenarios/list.ts'
import { memory } from './scenarios/memory.ts'
import { sends } from './scenarios/sends.ts'
import { submit } from './scenarios/submit.ts'
import { least, type Row, tableOf } from './table.ts'

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

function floor(): Row {
  const directory = mkdtempSync(join(tmpdir(), 'bench-floor-'))
  const { p50, p95 } = syncFloor(directory, run.quick ? 200 : 1_000)
  rmSync(directory, { recursive: true })
  return least({ what: 'this disk: append 4 KiB + fdatasync p50', ours: p50, show: ms, note: `p95 ${ms(p95)}` })
}

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()}${run.quick ? ' · quick: not for the record' : ''}`)
const rows: Row[] = [floor()]
for (const name of wanted) {
  run.say(`${name}: ${loadLine()}`)
  rows.push(...((await SCENARIOS[name]?.(run)) ?? []))
}
console.log(`${tableOf(rows)}\n${loadLine()} at the end`)
process.exit(0)
