import { type AnyElysia, Elysia, t } from 'elysia'
import { type AuditChain, AuditList, AuditPage } from '../../views/audit/index.tsx'
import { csvHeaders } from '../kit/csv.ts'
import { parseNumber } from '../kit/listing.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, signedIn, wantsFragment } from '../web/index.ts'
import { exportTrail } from './exporting.ts'
import { type DayFilter, filterOf } from './filter.ts'
import { type Names, tell } from './telling.ts'
import { lastSeq, listEvents } from './trail.ts'
import { verifyInTurns } from './verify.ts'
import { KINDS } from './words.ts'

export const PAGE = 50
/** Longer trails are checked when somebody asks, not each time the page is opened. */
const CHECKED_AT_ONCE = 5_000

const Days = t.Object({
  from: t.String({ maxLength: 10, default: '' }),
  until: t.String({ maxLength: 10, default: '' }),
  actor: t.String({ maxLength: 64, default: '' }),
  action: t.String({ pattern: '^[a-z_.]{0,60}$', default: '' }),
})
const List = t.Composite([Days, t.Object({ before: t.String({ maxLength: 20, default: '' }), verify: t.Optional(t.Literal('1')) })])
const hidden = { detail: { hide: true } } as const

export type AuditPageDeps = {
  readonly admit: Admit
  readonly shell: Shell
  /** The moment and the zone times are told in; the office knows. */
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
  readonly names: (tx: Tx) => Names
}

/** The trail, for those who may read it. */
export function auditRoutes({ admit, shell, clock, names }: AuditPageDeps): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/audit',
      async ({ tenant, actor, request, query }) => {
        const { from, until, actor: who, action, before, verify } = query
        const filter = { from, until, actor: who, action }
        const { known, ...list } = tenant.read((tx) => {
          const [time, known] = [clock(tx), names(tx)]
          const asked = { ...filterOf(filter, time.zone), beforeSeq: parseNumber(before), limit: PAGE + 1 }
          const found = listEvents(tx, asked)
          return { clock: time, known, entries: tell(tx, found.slice(0, PAGE), known, actor.permissions), ...hrefs(filter, found) }
        })
        if (wantsFragment(request)) return fragment(<AuditList {...list} />)
        const chain = await checked(tenant, verify !== undefined)
        const around = shell(actor, request, 'audit')
        return page(<AuditPage shell={around} {...list} filter={filter} people={options(known)} kinds={KINDS} chain={chain} />)
      },
      { query: List, ...hidden },
    )
    .get(
      '/audit.csv',
      ({ tenant, query }) => {
        const filter = tenant.read((tx) => filterOf(query, clock(tx).zone))
        return new Response(exportTrail(tenant, filter, query, names), { headers: csvHeaders('audit') })
      },
      { query: Days, ...hidden },
    )
}

function hrefs(filter: DayFilter, found: readonly { readonly seq: number }[]) {
  const last = found[PAGE - 1]
  const nextHref = found.length > PAGE && last ? `/audit?${new URLSearchParams({ ...filter, before: String(last.seq) })}` : undefined
  return { nextHref, csvHref: `/audit.csv?${new URLSearchParams(filter)}` }
}

const options = (names: Names) =>
  [...names].map(([value, label]) => ({ value, label })).sort((one, other) => one.label.localeCompare(other.label))

export async function checked(tenant: Pick<Tenant, 'id' | 'read'>, asked: boolean): Promise<AuditChain> {
  if (!asked && tenant.read(lastSeq) > CHECKED_AT_ONCE) return { state: 'unchecked' }
  const report = await verifyInTurns(tenant)
  return report.valid ? { state: 'verified', entries: report.entries } : { state: 'broken', atSeq: report.brokenAt }
}
