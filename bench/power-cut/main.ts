import { parseArgs } from 'node:util'
import { type CutOptions, cutPower, type Report } from './power-cut.ts'

// bun bench/power-cut/main.ts --images 2000 --facts 600 --seed 1
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '2000' },
    facts: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
  },
})
const [images, facts, seed] = [Number(values.images), Number(values.facts), Number(values.seed)]

function say(what: string, report: Report, seconds: number): void {
  const { lost, mostLost, corrupt, steps, syncs, firstFault } = report
  console.log(`${what}: ${report.images} images of ${report.facts} facts (${steps} steps, ${syncs} syncs) in ${seconds.toFixed(1)} s`)
  console.log(`  lost acknowledged facts in ${lost} (at most ${mostLost}), corrupt ${corrupt}${firstFault ? `; first: ${firstFault}` : ''}`)
}

function timed(what: string, options: Pick<CutOptions, 'synchronous' | 'disk'>, count: number): Report {
  const started = performance.now()
  const report = cutPower({ images: count, facts, seed, ...options })
  say(what, report, (performance.now() - started) / 1000)
  return report
}

const product = timed('the product', { synchronous: 'FULL' }, images)
const loose = timed('with synchronous=NORMAL', { synchronous: 'NORMAL' }, Math.ceil(images / 4))
const lying = timed('on a disk that lies about syncs', { synchronous: 'FULL', disk: 'lying' }, Math.ceil(images / 10))
if (product.lost + product.corrupt > 0) throw new Error('A power cut loses what was acknowledged.')
if (loose.lost === 0 || lying.corrupt === 0) throw new Error('The proof has no teeth: what should have been lost or damaged was not.')
