import { type AnyElysia, Elysia, t } from 'elysia'
import { ConsoleTrailPage } from '../../views/console/trail.tsx'
import { parseNumber } from '../kit/listing.ts'
import type { Control } from '../tenancy/index.ts'
import { type AdmitOperator, consoleShell, operating, page } from '../web/index.ts'
import { filterOf } from './filter.ts'
import { operatorTrail } from './operators.ts'
import { checked, PAGE } from './routes.tsx'
import { type Names, tell } from './telling.ts'
import { listEvents } from './trail.ts'

export type TrailPageDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  readonly clock: () => Date
  /** Operators, their keys and the offices, by id. */
  readonly names: () => Names
}
const Day = t.String({ maxLength: 10, default: '' })
const NOTHING: ReadonlySet<string> = new Set()

/** The operators' own trail. Days are those of UTC. */
export const trailPage = ({ admitOperator, control, clock, names }: TrailPageDeps): AnyElysia =>
  new Elysia({ detail: { hide: true } }).use(operating(admitOperator)).get(
    '/console/trail',
    async ({ operator, request, query: { from, until, before } }) => {
      const trail = operatorTrail(control)
      const filter = { ...filterOf({ from, until, actor: '', action: '' }, 'UTC'), beforeSeq: parseNumber(before), limit: PAGE + 1 }
      const { entries, last } = trail.read((tx) => {
        const found = listEvents(tx, filter)
        return { entries: tell(tx, found.slice(0, PAGE), names(), NOTHING), last: found.length > PAGE ? found[PAGE - 1] : undefined }
      })
      const nextHref = last && `/console/trail?${new URLSearchParams({ from, until, before: String(last.seq) })}`
      const around = { shell: consoleShell(operator, request, 'trail'), clock: { now: clock(), zone: 'UTC' } }
      return page(
        <ConsoleTrailPage {...around} entries={entries} filter={{ from, until }} chain={await checked(trail, false)} nextHref={nextHref} />,
      )
    },
    { query: t.Object({ from: Day, until: Day, before: t.String({ maxLength: 20, default: '' }) }) },
  )
