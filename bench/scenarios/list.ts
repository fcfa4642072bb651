import { ms, perSecond } from '../figures.ts'
import { load, withCookie, withKey } from '../load/load.ts'
import type { Asked, LoadReport } from '../load/spec.ts'
import { type Scenario, withPeer } from '../run.ts'
import { startPostgres } from '../stores/postgres.ts'
import { peerCommand } from '../stores/programs.ts'
import { least, most, type Row } from '../table.ts'
import { startFrontdesk } from '../world/frontdesk.ts'
import { fillWithFaxes, furnishOffice, type Office } from '../world/offices.ts'
import { startProcess } from '../world/processes.ts'

const CONNECTIONS = 8
const JSON_GOAL_MS = 3
const PAGE_GOAL_MS = 5
/** Fastify with PostgreSQL, where the goals were set. */
const FASTIFY_AT_GOAL_MS = { json: 2.9, page: 3.75 }
const PATH = '/api/faxes?limit=50'

type Lists = { readonly json: LoadReport; readonly page: LoadReport }

/** The busiest thing anybody looks at: the newest 50 of 100,000 sent faxes, by sign-in or key, of one office. */
export const list: Scenario = async (run) => {
  const rows = run.quick ? 10_000 : 100_000
  const seconds = run.quick ? 2 : 6
  run.say(`list: ${rows.toLocaleString('en-US')} faxes, ${CONNECTIONS} clients`)
  const ours = await measureOurs(rows, seconds)
  const peer = await withPeer(run, 'Fastify with PostgreSQL', () => measureFastify(rows, seconds))
  return [
    ...report('list JSON', JSON_GOAL_MS, ours.json, peer?.json, FASTIFY_AT_GOAL_MS.json),
    ...report('list page', PAGE_GOAL_MS, ours.page, peer?.page, FASTIFY_AT_GOAL_MS.page),
    byKey(ours.key),
  ]
}

async function measureOurs(rows: number, seconds: number): Promise<Lists & { readonly key: LoadReport }> {
  const offices: Office[] = []
  await using desk = await startFrontdesk({}, (parts) => {
    const office = furnishOffice(parts, 1)
    fillWithFaxes(office, rows)
    offices.push(office)
  })
  const [office] = offices
  const cookie = office?.cookies[0]
  if (!office || !cookie) throw new Error('The office was not made.')
  const get = (asked: Asked) => load(spec(desk.port, seconds, asked), 200)
  return {
    json: await get(withCookie(office.slug, cookie, desk.port, PATH)),
    page: await get(withCookie(office.slug, cookie, desk.port, '/faxes')),
    key: await get(withKey(office, desk.port, PATH)),
  }
}

async function measureFastify(rows: number, seconds: number): Promise<Lists> {
  await using postgres = await startPostgres()
  await using server = await startProcess([...peerCommand('fastify.ts'), postgres.url, String(rows)], { env: { NODE_ENV: 'production' } })
  const { port, session } = JSON.parse(server.firstLine) as { port: number; session: string }
  const get = (path: string) =>
    load(spec(port, seconds, { method: 'GET', path, headers: { host: `127.0.0.1:${port}`, cookie: `session=${session}` } }), 200)
  return { json: await get(PATH), page: await get('/faxes') }
}

const spec = (port: number, seconds: number, asked: Asked) => ({
  port,
  connections: CONNECTIONS,
  warmSeconds: seconds / 3,
  seconds,
  requests: [asked],
})

function report(what: string, goal: number, ours: LoadReport, peer: LoadReport | undefined, atGoal: number): Row[] {
  const name = 'Fastify+pg'
  return [
    least({
      what: `${what} p95, ${CONNECTIONS} clients`,
      ours: ours.p95,
      show: ms,
      goal,
      peer: peer && { name, value: peer.p95, atGoal },
      note: `p50 ${ms(ours.p50)}, p99 ${ms(ours.p99)}`,
    }),
    most({ what: `${what}, answers`, ours: ours.perSecond, show: perSecond, peer: peer && { name, value: peer.perSecond } }),
  ]
}

const byKey = (ours: LoadReport): Row =>
  least({
    what: `list JSON by API key p95, ${CONNECTIONS} clients`,
    ours: ours.p95,
    show: ms,
    goal: JSON_GOAL_MS,
    note: perSecond(ours.perSecond),
  })
