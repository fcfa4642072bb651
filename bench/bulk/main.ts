import { parseArgs } from 'node:util'
import { bulkLoop } from './bulk-loop.ts'

// bun bench/bulk/main.ts --recipients 3000 --kills 20
const { values } = parseArgs({
  options: {
    recipients: { type: 'string', default: '3000' },
    kills: { type: 'string', default: '20' },
    factor: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
})
const [recipients, kills, factor, seed] = [values.recipients, values.kills, values.factor, values.seed].map(Number)
if (!recipients || kills === undefined || !factor || seed === undefined) throw new Error('Give numbers.')

// What was started ends with this process (crash-loop/processes.ts), however it is stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const report = await bulkLoop({ recipients, kills, factor, seed, progress: (text) => console.error(text) })
const sorted = report.latencies.toSorted((one, other) => one - other)
const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN)
console.log(`${recipients} recipients, ${report.kills} kills, ${report.seconds} s (time ${factor} times as fast): ${report.state}`)
console.log(`  delivered ${report.delivered}, failed ${report.failed}, uncalled ${report.uncalled}, duplicates ${report.duplicates}`)
console.log(`  failure log: ${report.misreported} wrong; log: ${JSON.stringify(report.logged)}`)
console.log(
  `  ${sorted.length} single faxes meanwhile: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms until the carrier had them`,
)

const failing = Math.ceil(recipients / 5)
if (report.state !== 'ended' || report.failed !== failing || report.delivered !== recipients - failing)
  throw new Error('The totals are wrong.')
if (report.uncalled + report.duplicates + report.misreported > 0) throw new Error('Somebody was left out, called twice or misreported.')
if (at(0.95) > 5_000) throw new Error('A single fax waited for the bulk.')
