import { ms } from '../figures.ts'
import { load, withCookie, withKey } from '../load/load.ts'
import type { Asked } from '../load/spec.ts'
import { around } from '../machine.ts'
import { startFrontdesk } from '../world/frontdesk.ts'
import { furnishOffice, type Office } from '../world/offices.ts'
import { fillContacts, fillReceived, fillSent, tidy } from './filling.ts'
import { RECEIVED, SENT } from './questions.ts'

/* Lists and search of an office with a million faxes sent and a million received, over HTTP. Exits with 1 above the goal. */

const GOAL_MS = 25
const TOGETHER = 8
const SECONDS = 1.5
const counted = Number(process.argv[process.argv.indexOf('--faxes') + 1]) || 1_000_000

const offices: Office[] = []
await using desk = await startFrontdesk({}, (parts) => {
  const office = furnishOffice(parts, 1)
  fillContacts(office)
  fillSent(office, counted)
  fillReceived(office, counted)
  tidy(office)
  offices.push(office)
})
const [office] = offices
const cookie = office?.cookies[0]
if (!office || !cookie) throw new Error('The office was not made.')

const ask = (asked: Asked, connections: number) =>
  load({ port: desk.port, connections, warmSeconds: 0.4, seconds: SECONDS, requests: [asked] }, 200)
let above = 0
let asked = 0

/** By one who asks again and again, which is what the goal is about, and by eight at once, who wait for each other. */
async function time(what: string, request: Asked): Promise<void> {
  const alone = await ask(request, 1)
  const together = await ask(request, TOGETHER)
  asked++
  if (alone.p95 > GOAL_MS) above++
  const eight = `${TOGETHER} at once p50 ${ms(together.p50)}, p95 ${ms(together.p95)}`
  process.stdout.write(`${what}: p50 ${ms(alone.p50)}, p95 ${ms(alone.p95)}${alone.p95 > GOAL_MS ? ' ✗' : ''} · ${eight}\n`)
}

for (const [path, questions] of [
  ['/api/faxes', SENT],
  ['/api/received', RECEIVED],
] as const)
  for (const [what, query] of questions)
    await time(`${path} ${what}`, withKey(office, desk.port, `${path}?${new URLSearchParams({ limit: '50', ...query })}`))
for (const path of ['/faxes', '/faxes?q=mar', '/received', '/received?show=unassigned', '/received?q=mar'] as const)
  await time(`page ${path}`, withCookie(office.slug, cookie, desk.port, path))
process.stdout.write(`${asked - above} of ${asked} within ${GOAL_MS} ms · ${around()}\n`)
process.exitCode = above > 0 ? 1 : 0
