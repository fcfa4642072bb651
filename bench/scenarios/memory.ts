import { readdirSync, readFileSync } from 'node:fs'
import { megabytes } from '../figures.ts'
import { load, withCookie } from '../load/load.ts'
import type { Run, Scenario } from '../run.ts'
import { least, type Row } from '../table.ts'
import { startFrontdesk } from '../world/frontdesk.ts'
import { fillWithFaxes, furnishOffice, type Office } from '../world/offices.ts'
import { residentMb } from '../world/processes.ts'

const USERS = 100
const USERS_GOAL_MB = 250
const TENANTS_GOAL_MB = 450
const PAGES = ['/faxes', '/received', '/contacts']

/** What the server holds in memory, together with the processes it started. */
export const memory: Scenario = async (run) => [await withUsers(run), await withTenants(run)]

async function withUsers(run: Run): Promise<Row> {
  const offices: Office[] = []
  await using desk = await startFrontdesk({}, (parts) => {
    for (let n = 1; n <= 10; n++) offices.push(furnishOffice(parts, n, USERS / 10))
    for (const office of offices) fillWithFaxes(office, 1_000)
  })
  const requests = offices.flatMap(({ slug, cookies }) =>
    cookies.flatMap((cookie) => PAGES.map((path) => withCookie(slug, cookie, desk.port, path))),
  )
  run.say(`memory: ${USERS} people, ${requests.length} pages`)
  await load({ port: desk.port, connections: 8, warmSeconds: 0, seconds: 0, once: true, requests }, 200)
  return held(`memory, ${USERS} signed-in people with ${PAGES.length} pages each`, desk.pid, USERS_GOAL_MB)
}

async function withTenants(run: Run): Promise<Row> {
  const count = run.quick ? 200 : 1_000
  const offices: Office[] = []
  run.say(`memory: making ${count} offices`)
  await using desk = await startFrontdesk({ HANDLE_CAPACITY: '1000' }, (parts) => {
    for (let n = 1; n <= count; n++) offices.push(furnishOffice(parts, n))
  })
  const requests = offices.flatMap(({ slug, cookies }) => cookies.map((cookie) => withCookie(slug, cookie, desk.port, '/faxes')))
  await load({ port: desk.port, connections: 8, warmSeconds: 0, seconds: 0, once: true, requests }, 200)
  // What stays, not what the rush of a thousand offices in three seconds left for the collector.
  await Bun.sleep(2_500)
  await load({ port: desk.port, connections: 8, warmSeconds: 0, seconds: 0, once: true, requests: requests.slice(0, 100) }, 200)
  const { open } = (await (await fetch(`http://127.0.0.1:${desk.port}/health`)).json()) as { open: number }
  if (open < count) throw new Error(`Only ${open} of ${count} offices are open.`)
  return held(`memory, ${count} offices open`, desk.pid, TENANTS_GOAL_MB)
}

function held(what: string, pid: number, goal: number): Row {
  const children = childrenOf(pid).map(residentMb)
  const own = residentMb(pid)
  const sum = children.reduce((total, each) => total + each, own)
  return least({ what, ours: sum, show: megabytes, goal, note: `server ${megabytes(own)}, ${children.length} processes of its own` })
}

function childrenOf(pid: number): number[] {
  const direct = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return direct.flatMap((child) => [child, ...childrenOf(child)])
}
