import { ms } from '../figures.ts'
import { load, withCookie, withKey } from '../load/load.ts'
import type { Asked, LoadReport } from '../load/spec.ts'
import { startFrontdesk } from '../world/frontdesk.ts'
import { furnishOffice, type Office } from '../world/offices.ts'
import { fillContacts, fillReceived, fillSent, tidy } from './filling.ts'
import { RECEIVED, SENT } from './questions.ts'

/* Lists and search of an office with a million faxes sent and a million received, over HTTP, each question by eight clients. Exits with 1 above the goal. */

const GOAL_MS = 25
const CLIENTS = 8
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

const ask = (asked: Asked) => load({ port: desk.port, connections: CLIENTS, warmSeconds: 0.4, seconds: SECONDS, requests: [asked] }, 200)
const all: { what: string; report: LoadReport }[] = []
for (const [path, questions] of [
  ['/api/faxes', SENT],
  ['/api/received', RECEIVED],
] as const)
  for (const [what, query] of questions) {
    const report = await ask(withKey(office, desk.port, `${path}?${new URLSearchParams({ limit: '50', ...query })}`))
    all.push({ what: `${path} ${what}`, report })
    process.stdout.write(`${path} ${what}: p50 ${ms(report.p50)}, p95 ${ms(report.p95)}${report.p95 > GOAL_MS ? ' ✗' : ''}\n`)
  }
for (const path of ['/faxes', '/faxes?q=mar', '/received', '/received?show=unassigned', '/received?q=mar'] as const) {
  const report = await ask(withCookie(office.slug, cookie, desk.port, path))
  all.push({ what: path, report })
  process.stdout.write(`page ${path}: p50 ${ms(report.p50)}, p95 ${ms(report.p95)}${report.p95 > GOAL_MS ? ' ✗' : ''}\n`)
}
const above = all.filter(({ report }) => report.p95 > GOAL_MS)
process.stdout.write(`${all.length - above.length} of ${all.length} within ${GOAL_MS} ms\n`)
process.exitCode = above.length > 0 ? 1 : 0
