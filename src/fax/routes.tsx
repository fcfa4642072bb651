import { type AnyElysia, Elysia, t } from 'elysia'
import { FaxRow, SENT_COLUMNS, type SentColumn } from '../../views/fax/row.tsx'
import { SentPage } from '../../views/fax/sent.tsx'
import { FaxPage } from '../../views/fax/show.tsx'
import { dayBounds, isDay } from '../kit/dates.ts'
import { DEFAULT_LIMIT } from '../kit/listing.ts'
import { getOffice, officeClock } from '../office/index.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import type { Carriers } from './accounts/carriers.ts'
import { idsIn } from './addresses.ts'
import type { RecipientId } from './attempts.ts'
import { findBulk } from './bulk/bulks.ts'
import { adviceOf } from './causes.ts'
import { cancelFax, dropHeld, isGuarded, markSent, sendAgain } from './deciding.ts'
import { documentResponse, type OutDeps, pageResponse, sentDocument } from './documents-out.ts'
import { exportSent } from './exporting.ts'
import { isStatus } from './listing.ts'
import { causeWords } from './present.ts'
import { cursorOfSent, type FaxDetail, type FaxFilter, type FaxSummary, getFax, listFaxes, parseCursor, showFax } from './reading.ts'
import { askCarrier } from './refreshing.ts'
import { listViews, viewLink } from './saved-views/views.ts'
import { foundIn } from './search/finding.ts'
import { SENT_PARTS } from './search/texts.ts'
import type { FaxId } from './status.ts'
import { undoIn } from './trash/undo.ts'
import type { Names } from './who.ts'
import { relatedTo, shownEvents, tell } from './words.ts'

export type FaxRouteDeps = OutDeps & { readonly admit: Admit; readonly shell: Shell; readonly carrier: Carriers; readonly names: Names }

const DECISIONS = { again: sendAgain, sent: markSent, drop: dropHeld } as const

/** The pages of what the office sends. */
export function faxRoutes(deps: FaxRouteDeps): AnyElysia {
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/faxes', ({ actor, tenant, request, query }) => page(sentPage(deps, actor, tenant, request, query)))
    .get('/faxes.csv', ({ tenant, request, query }) =>
      exportSent(tenant, filterOf(shownIn(query), tenant.read(getOffice).timeZone), idsIn(request, 'id')),
    )
    .get('/faxes/:id', ({ actor, tenant, request, params }) => {
      const id = params.id as FaxId
      return isBulk(tenant, id) ? seeOther(`/bulks/${id}`) : page(showPage(deps, actor, tenant, request, id))
    })
    .get('/faxes/:id/row', ({ tenant, request, params, query }) => {
      const q = query['q'] ?? ''
      const row = tenant.read((tx) => {
        const fax = rowOf(getFax(tx, params.id as FaxId), deps.names(tx))
        return { clock: officeClock(tx), fax: { ...fax, foundIn: foundIn(tx, fax.id, q.slice(0, 100), SENT_PARTS) } }
      })
      return fragment(<FaxRow {...row} columns={columnsIn(request)} q={q} />)
    })
    .get('/faxes/:id/document.pdf', ({ tenant, params }) =>
      documentResponse(
        deps,
        tenant,
        tenant.write((tx) => sentDocument(tx, params.id as FaxId)),
        false,
      ),
    )
    .get('/faxes/:id/pages/:page', ({ tenant, params }) =>
      pageResponse(
        deps,
        tenant,
        tenant.write((tx) => sentDocument(tx, params.id as FaxId)),
        params.page,
      ),
    )
    .post('/faxes/:id/cancellation', ({ tenant, params }) => {
      tenant.write((tx) => cancelFax(tx, params.id as FaxId))
      return seeOther(`/faxes/${params.id}`)
    })
    .post('/faxes/:id/refresh', async ({ tenant, params }) => {
      await askCarrier(deps.carrier, tenant, params.id as FaxId)
      return seeOther(`/faxes/${params.id}`)
    })
    .post(
      '/faxes/:id/recipients/:recipient/decision',
      ({ tenant, params, body }) => {
        const decide = DECISIONS[body.outcome]
        tenant.write((tx) => decide(tx, params.id as FaxId, params.recipient as RecipientId))
        return seeOther(`/faxes/${params.id}`)
      },
      { body: t.Object({ outcome: t.Union([t.Literal('again'), t.Literal('sent'), t.Literal('drop')]) }) },
    )
}

/** A row of the list that stands for many has a page of its own. */
const isBulk = (tenant: Tenant, id: FaxId): boolean => tenant.read((tx) => findBulk(tx, id)) !== undefined

type Query = Readonly<Record<string, string | undefined>>

function sentPage(deps: FaxRouteDeps, actor: Signed, tenant: Tenant, request: Request, query: Query) {
  const shown = shownIn(query)
  const columns = columnsIn(request)
  const { clock, rows, names, views, undo } = tenant.read((tx) => {
    const clock = officeClock(tx)
    return {
      names: deps.names(tx),
      views: listViews(tx, 'sent'),
      undo: undoIn(tx, query),
      clock,
      rows: listFaxes(tx, filterOf(shown, clock.zone), { limit: DEFAULT_LIMIT + 1, after: parseCursor(query['after']) }),
    }
  })
  const faxes = rows.slice(0, DEFAULT_LIMIT)
  const last = faxes.at(-1)
  const filters = Object.entries(shown).filter(([, value]) => value !== '')
  const words = new URLSearchParams([...filters, ...columns.map((column): [string, string] => ['col', column])])
  const next = new URLSearchParams(words)
  if (last) next.set('after', cursorOfSent(last))
  return (
    <SentPage
      shell={deps.shell(actor, request, 'sent')}
      clock={clock}
      faxes={faxes.map((fax) => rowOf(fax, names))}
      filter={shown}
      columns={columns}
      saved={{ list: 'sent', views: views.map(viewLink), query: words.toString(), mayShare: actor.permissions.has('faxes:write') }}
      nextHref={rows.length > DEFAULT_LIMIT ? `/faxes?${next}` : undefined}
      csvHref={`/faxes.csv?${words}`}
      mayTrash={actor.permissions.has('faxes:write')}
      undo={undo}
    />
  )
}

const shownIn = (query: Query): Shown => ({
  q: query['q'] ?? '',
  status: query['status'] ?? '',
  from: query['from'] ?? '',
  until: query['until'] ?? '',
})
type Shown = { readonly q: string; readonly status: string; readonly from: string; readonly until: string }

/** What cannot be read filters nothing: an address typed by hand still shows a list. */
const filterOf = (shown: Shown, zone: string): FaxFilter => ({
  ...(isStatus(shown.status) && { status: shown.status }),
  ...(shown.q.trim() && { text: shown.q.trim().slice(0, 100) }),
  ...(isDay(shown.from) && { from: dayBounds(shown.from, zone).start }),
  ...(isDay(shown.until) && { until: dayBounds(shown.until, zone).end }),
})

const rowOf = (fax: FaxSummary, names: ReadonlyMap<string, string>) => ({
  ...fax,
  by: senderName(fax, names),
  cause: causeWords(fax.cause),
  foundIn: fax.found?.in,
})
const senderName = ({ createdBy, createdByKind }: Pick<FaxSummary, 'createdBy' | 'createdByKind'>, names: ReadonlyMap<string, string>) =>
  names.get(createdBy) ?? (createdByKind === 'key' ? 'An API key' : createdBy)

const isColumn = (text: string): text is SentColumn => SENT_COLUMNS.some(({ value }) => value === text)
const columnsIn = (request: Request): SentColumn[] => [...new Set(new URL(request.url).searchParams.getAll('col'))].filter(isColumn)

function showPage(deps: FaxRouteDeps, actor: Signed, tenant: Tenant, request: Request, id: FaxId) {
  const { detail, clock, names } = tenant.write((tx) => ({ detail: showFax(tx, id), clock: officeClock(tx), names: deps.names(tx) }))
  const { fax, recipients, timeline } = detail
  const who = (id: string) => names.get(id)
  return (
    <FaxPage
      shell={deps.shell(actor, request, 'sent')}
      clock={clock}
      fax={fax}
      sentBy={senderName(fax, names)}
      recipients={recipients.map((each) => ({
        ...each,
        cause: causeWords(each.cause),
        advice: each.status === 'failed' && each.cause !== null ? adviceOf(each.cause, false) : null,
        isGuarded: isGuarded(each),
      }))}
      timeline={shownEvents(timeline, recipients).map((event) => ({
        ...tell(event, recipients),
        who: event.actorKind === 'system' ? undefined : who(event.actorId),
      }))}
      may={mayNow(actor, detail)}
      related={relatedTo(timeline)}
      resend={
        actor.permissions.has('faxes:write') && !fax.emptiedAt
          ? { missed: recipients.some(({ status }) => status === 'failed' || status === 'canceled') }
          : undefined
      }
    />
  )
}

function mayNow(actor: Signed, { fax, recipients }: FaxDetail) {
  const write = actor.permissions.has('faxes:write')
  const isSettled = recipients.every(({ status }) => ['delivered', 'failed', 'canceled'].includes(status))
  const has = (...states: string[]) => recipients.some(({ status }) => states.includes(status))
  return {
    cancel: write && has('scheduled', 'queued', 'sending', 'held'),
    refresh: write && has('sending', 'held'),
    settle: write && has('held'),
    trash: write && isSettled && !fax.bulkId,
  }
}
