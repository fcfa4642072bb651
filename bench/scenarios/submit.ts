import { join } from 'node:path'
import { ms, perSecond, type Spread, spread } from '../figures.ts'
import { load } from '../load/load.ts'
import { ordinaryNumber, upload } from '../load/upload.ts'
import { type Scenario, withPeer } from '../run.ts'
import { startHylafax } from '../stores/hylafax.ts'
import { least, most } from '../table.ts'
import { startFrontdesk } from '../world/frontdesk.ts'
import { furnishOffice, type Office } from '../world/offices.ts'
import { ROOT } from '../world/processes.ts'

const CLIENTS = 8
const GOAL_MS = 50
/** HylaFAX, where the goal was set. */
const HYLAFAX_AT_GOAL_MS = 58
const DAY_MS = 86_400_000
/** Uploads before the clock starts, as every other measurement here has them: the first are compiled while they are taken. */
const WARM = 800
const FILE = join(ROOT, 'test/fixtures/referral.pdf')

type Submitted = Spread & { readonly perSecond: number }

/** A real PDF of three pages from each of eight clients: checked, sealed, durable, queued. Taken for tomorrow, and with the calls going out behind it. */
export const submit: Scenario = async (run) => {
  const count = run.quick ? 80 : 600
  run.say(`submit: ${count} uploads, ${CLIENTS} clients`)
  const later = await submitOurs(count, { sendAt: new Date(Date.now() + DAY_MS).toISOString() })
  const ours = await submitOurs(count, {})
  const peer = await withPeer(run, 'HylaFAX', () => submitHylafax(count))
  const name = 'HylaFAX sendfax'
  const row = (how: string, { p50, p95, p99 }: Submitted, goal?: number) =>
    least({
      what: `submit a 3-page PDF p95, ${CLIENTS} clients, ${how}`,
      ours: p95,
      show: ms,
      ...(goal !== undefined && { goal }),
      peer: peer && { name, value: peer.p95, atGoal: HYLAFAX_AT_GOAL_MS },
      note: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
    })
  const taken = (how: string, { perSecond: rate }: Submitted) =>
    most({ what: `submit, taken, ${how}`, ours: rate, show: perSecond, peer: peer && { name, value: peer.perSecond } })
  return [
    row('for later, as the peer', later, GOAL_MS),
    taken('for later, as the peer', later),
    row('sent meanwhile', ours, GOAL_MS),
    taken('sent meanwhile', ours),
  ]
}

async function submitOurs(count: number, fields: Readonly<Record<string, string>>): Promise<Submitted> {
  const offices: Office[] = []
  await using desk = await startFrontdesk({}, (parts) => void offices.push(furnishOffice(parts, 1)))
  const [office] = offices
  if (!office) throw new Error('The office was not made.')
  const file = { name: 'referral.pdf', bytes: await Bun.file(FILE).bytes() }
  const asked = (n: number) => upload(office, desk.port, file, [ordinaryNumber(n)], fields)
  const requests = await Promise.all(Array.from({ length: count + WARM }, (_, n) => asked(n)))
  const spec = { port: desk.port, connections: CLIENTS, warmSeconds: 0, seconds: 0, once: true }
  await load({ ...spec, requests: requests.slice(count) }, 202)
  return await load({ ...spec, requests: requests.slice(0, count) }, 202)
}

const MOST_TRIES = 3
async function refusalOf(command: string[]): Promise<string> {
  const child = Bun.spawn(command, { stdout: 'ignore', stderr: 'pipe' })
  const said = new Response(child.stderr).text()
  return (await child.exited) === 0 ? '' : (await said).trim() || 'no word'
}

async function submitHylafax(count: number): Promise<Submitted> {
  await using fax = await startHylafax()
  const samples: number[] = []
  const started = performance.now()
  let next = 0
  const client = async () => {
    while (next < count) {
      const command = fax.sendfax(`555${2_001_000 + next++}`, FILE)
      const began = performance.now()
      // Of hundreds that come eight at a time it loses the number of one now and then: who sends would ask again.
      for (let tries = 1, refused = await refusalOf(command); refused; refused = await refusalOf(command))
        if (++tries > MOST_TRIES) throw new Error(`sendfax: ${refused}`)
      samples.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  const seconds = (performance.now() - started) / 1000
  if (fax.queued() !== count) throw new Error(`its queue has ${fax.queued()} of ${count} jobs`)
  return { ...spread(samples), perSecond: count / seconds }
}
