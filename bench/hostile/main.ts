import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CORPUS, type Specimen } from '../../test/documents/corpus/index.ts'
import { faxPage, tiff } from '../../test/documents/samples.ts'
import { ms, spread } from '../figures.ts'
import { around, machineLine } from '../machine.ts'
import { startFrontdesk } from '../world/frontdesk.ts'
import { furnishOffice, type Office } from '../world/offices.ts'
import { askerAt, drawnWrongly, preparedWrongly, submit } from './asking.ts'

// bun bench/hostile/main.ts [--only WORDS] [--times 1]: every file of the corpus through HTTP to a running server, beside another office at work.
const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, times: { type: 'string', default: '1' } } })
const MOST_MB = 512
const MOST_LAG_MS = 50
const NEIGHBOUR_EVERY_MS = 500

const place = mkdtempSync(join(tmpdir(), 'bench-hostile-'))
const LAG_FILE = join(place, 'lag')
process.env['BENCH_SERVER_FLAGS'] = `--preload ${join(import.meta.dir, 'lag.ts')}`

let offices: Office[] = []
await using desk = await startFrontdesk({ LAG_FILE, LOG_LEVEL: 'error' }, (parts) => {
  offices = [furnishOffice(parts, 1), furnishOffice(parts, 2)]
})
const [ours, theirs] = offices.map(({ slug, key }) => askerAt(desk.port, slug, { authorization: `Bearer ${key}` }))
if (!ours || !theirs) throw new Error('There are no offices.')

const memory = new Worker(new URL('memory.ts', import.meta.url).href)
memory.postMessage({ server: desk.pid })
const mostSince = () =>
  new Promise<number>((resolve) => {
    memory.onmessage = ({ data }: MessageEvent<{ peak: number }>) => resolve(data.peak)
    memory.postMessage({})
  })

const linesOf = (file: string) => readFileSync(file, 'latin1').trim().split('\n')
/** How late it came since then, and how much of that was its own work: the rest is what others have of the processors. */
function lateSince(line: number) {
  const looks = linesOf(LAG_FILE).slice(line).join(' ').split(/\s+/)
  const part = (at: number) => spread(looks.map((look) => Number(look.split('/')[at])))
  return { late: part(0), own: part(1) }
}

let working = true
const waits = { list: [] as number[], fax: [] as number[] }
const unanswered: string[] = []

/** Another office reads its list and sends a page, again and again. */
async function neighbour(): Promise<void> {
  const page: Specimen = { name: 'a page', file: 'scan.tif', make: () => tiff([faxPage()]), answer: { pages: 1 } }
  for (let n = 0; working; n++) {
    const started = performance.now()
    const list = await theirs?.('/api/faxes?limit=20')
    await list?.arrayBuffer()
    waits.list.push(performance.now() - started)
    if (list?.status !== 200) unanswered.push(`its list was answered ${list?.status}`)
    if (theirs && n % 4 === 0) {
      const { said, ms: took } = await submit(theirs, page, `+1555200${String(1_000 + n).slice(-4)}`)
      waits.fax.push(took)
      if (!('pages' in said)) unanswered.push(`its fax was answered ${said.reason}`)
    }
    await Bun.sleep(NEIGHBOUR_EVERY_MS)
  }
}

type Wrong = { readonly name: string; readonly what: string }
const wrong: Wrong[] = []
const peaks: { readonly name: string; readonly mb: number }[] = []
const slow: { readonly name: string; readonly ms: number }[] = []

async function ask(specimen: Specimen, number: number): Promise<void> {
  if (!ours) return
  const { name, answer } = specimen
  const { said, fax, ms: took } = await submit(ours, specimen, `+1555300${String(1_000 + number).slice(-4)}`)
  slow.push({ name, ms: took })
  if (JSON.stringify(said) !== JSON.stringify(answer))
    wrong.push({ name, what: `${JSON.stringify(said)} instead of ${JSON.stringify(answer)}` })
  if (fax && 'pages' in answer) {
    for (const what of [await preparedWrongly(ours, fax, answer.pages), await drawnWrongly(ours, fax)]) if (what) wrong.push({ name, what })
  }
  peaks.push({ name, mb: await mostSince() })
}

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()} · ${around()}`)
const asked = CORPUS.filter(({ name }) => name.includes(values.only))
const began = linesOf(LAG_FILE).length + 1
const beside = neighbour()
const begun = performance.now()
for (let round = 0; round < Number(values.times); round++) for (const [number, specimen] of asked.entries()) await ask(specimen, number)
working = false
await beside
await Bun.sleep(1_500)
memory.terminate()

const { late, own } = lateSince(began)
const highest = peaks.toSorted((one, other) => other.mb - one.mb)
const peak = highest[0]?.mb ?? 0
console.log(`${asked.length} files, ${wrong.length} wrong answers, ${Math.round((performance.now() - begun) / 1_000)} s`)
for (const { name, what } of wrong) console.log(`wrong: ${name}: ${what}`)
console.log(
  `slowest answers: ${slow
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, 5)
    .map(({ name, ms: took }) => `${name} ${ms(took)}`)
    .join(' · ')}`,
)
console.log(
  `most memory: ${highest
    .slice(0, 5)
    .map(({ name, mb }) => `${name} ${Math.round(mb)} MB`)
    .join(' · ')}`,
)
for (const [what, { p50, p95, p99, max, count }] of [
  ['web thread late', late],
  ['of that by its own work', own],
] as const)
  console.log(`${what}: p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, at most ${ms(max)} of ${count} looks`)
for (const [what, times] of Object.entries(waits)) {
  const { p50, p95, max } = spread(times)
  console.log(`the other office’s ${what}: ${times.length} times, p50 ${ms(p50)}, p95 ${ms(p95)}, at most ${ms(max)}`)
}
for (const what of unanswered) console.log(`the other office: ${what}`)
const holds = wrong.length + unanswered.length === 0 && peak <= MOST_MB && own.p99 <= MOST_LAG_MS
console.log(`\nhostile documents: ${holds ? 'holds' : 'FAILS'}`)
rmSync(place, { recursive: true })
if (!holds) process.exitCode = 1
