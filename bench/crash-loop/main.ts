import { parseArgs } from 'node:util'
import { runCells } from './cells.ts'
import type { Report } from './crash-loop.ts'

// bun bench/crash-loop/main.ts --kills 1000
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    faxes: { type: 'string', default: '2050' },
    seed: { type: 'string', default: '1' },
    cells: { type: 'string', default: '2' },
    factor: { type: 'string', default: '30' },
  },
})
const [kills, faxes, seed] = [Number(values.kills), Number(values.faxes), Number(values.seed)]
const [cells, factor] = [Number(values.cells), Number(values.factor)]

function say(what: string, report: Report): void {
  console.log(`${what}: ${report.kills} kills (${report.killsAtStart} of a server still starting) in ${report.seconds} s`)
  console.log(`  ${report.jobs} jobs finished, ${report.faxes} faxes acknowledged, ${report.recipients} recipients`)
  console.log(`  ${report.calls} calls taken by the carrier, ${report.absent} proved absent, ${report.delivered} delivered`)
  console.log(`  lost ${report.lost}, duplicates ${report.duplicates} (excused ${report.excused}), taken twice ${report.takenTwice}`)
  console.log(`  submitted twice ${report.submittedTwice}, unrecorded ${report.unrecorded}, misreported ${report.misreported}`)
  console.log(`  stuck ${report.stuck}, executing ${report.executing}, held ${report.held}, retry planned ${report.planned}`)
  console.log(`  jobs given up: ${JSON.stringify(report.dead)}`)
  console.log(`  damage: ${report.damage.join('; ') || 'none, every trail valid'}; calls taken beyond the grace: ${report.beyondGrace}`)
  console.log(`  log: ${JSON.stringify(report.logged)}; refusals: ${report.refusals.length} ${report.refusals[0] ?? ''}`)
}

// What was started ends with this process (processes.ts), however it is stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const progress = (text: string) => console.error(text)
const product = await runCells(cells, { kills, faxes, seed, factor, progress })
say('the product', product)
const teeth = { kills: Math.max(4, kills / 50), faxes: Math.max(6, faxes / 50) }
const blind = await runCells(1, { ...teeth, seed, factor, blind: true, progress })
say('sending again without asking', blind)

const { lost, duplicates, takenTwice, submittedTwice, unrecorded, misreported, stuck, executing, damage } = product
if (lost + duplicates + takenTwice + submittedTwice + unrecorded + misreported + stuck + executing + damage.length > 0)
  throw new Error('A killed server loses, repeats or forgets.')
if (blind.duplicates === 0) throw new Error('The proof has no teeth: sending blindly should have sent twice.')
