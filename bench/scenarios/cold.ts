import { ms, type Spread, spread } from '../figures.ts'
import { load, withCookie } from '../load/load.ts'
import type { Scenario } from '../run.ts'
import { least } from '../table.ts'
import { startFrontdesk } from '../world/frontdesk.ts'
import { furnishOffice, type Office } from '../world/offices.ts'

const GOAL_MORE_MS = 5

/** The sent list of an office whose file the web thread does not have open, and the same page asked for again at once. */
export const cold: Scenario = async (run) => {
  const count = run.quick ? 150 : 1_000
  run.say(`cold: making ${count} offices`)
  const offices: Office[] = []
  await using desk = await startFrontdesk({}, (parts) => {
    for (let n = 1; n <= count; n++) offices.push(furnishOffice(parts, n))
  })
  const asked = offices.flatMap(({ slug, cookies }) => cookies.map((cookie) => withCookie(slug, cookie, desk.port, '/faxes')))
  const spec = { port: desk.port, connections: 1, warmSeconds: 0, seconds: 0, once: true }
  const { each = [] } = await load({ ...spec, requests: asked.flatMap((request) => [request, request]) }, 200)
  // The first offices also warm up the program itself, which is not what is asked here.
  const pick = (odd: number): Spread => spread(each.filter((_, n) => n % 2 === odd).slice(Math.floor(count / 10)))
  const [first, again] = [pick(0), pick(1)]
  return [
    least({
      what: `first page of a cold office, p95 over that of a warm one`,
      ours: first.p95 - again.p95,
      show: ms,
      goal: GOAL_MORE_MS,
      note: `cold p50 ${ms(first.p50)} p95 ${ms(first.p95)}, warm p50 ${ms(again.p50)} p95 ${ms(again.p95)}`,
    }),
  ]
}
