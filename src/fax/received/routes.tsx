import { type AnyElysia, Elysia } from 'elysia'
import { UnreadCount } from '../../../views/rail.tsx'
import { ReceivedPage } from '../../../views/received/index.tsx'
import { ReceivedRow } from '../../../views/received/row.tsx'
import { ReceivedFaxPage } from '../../../views/received/show.tsx'
import { findContactByFax } from '../../contacts/index.ts'
import { DEFAULT_LIMIT } from '../../kit/listing.ts'
import { formatPhone } from '../../kit/phone.ts'
import { officeClock } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { documentResponse, type OutDeps, pageResponse } from '../documents-out.ts'
import { listNumbers } from '../numbers.ts'
import { causeWords } from '../present.ts'
import { parseCursor } from '../reading.ts'
import { receivedDocument } from './document.ts'
import { countUnread, cursorOfReceived, listReceived, type ReceivedFilter } from './listing.ts'
import { getReceived, markRead, type ReceivedFax, type ReceivedId, showReceived } from './received.ts'
import { fetchAgain } from './receiving.ts'
import { RECEIVED_STATUSES } from './schema.tenant.ts'

export type ReceivedRouteDeps = OutDeps & { readonly admit: Admit; readonly shell: Shell }

/** The pages of what the office received. */
export function receivedRoutes(deps: ReceivedRouteDeps): AnyElysia {
  return new Elysia({ prefix: '/received', detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/', ({ actor, tenant, request, query }) => page(listPage(deps, actor, tenant, request, query)))
    .get('/unread', ({ tenant }) => fragment(<UnreadCount count={tenant.read(countUnread)} />))
    .get('/:id', ({ actor, tenant, request, params }) => page(showPage(deps, actor, tenant, request, params.id as ReceivedId)))
    .get('/:id/row', ({ tenant, params }) => fragment(<ReceivedRow {...tenant.read((tx) => row(tx, params.id as ReceivedId))} />))
    .get('/:id/document.pdf', ({ tenant, params, query }) =>
      documentResponse(
        deps,
        tenant,
        tenant.write((tx) => receivedDocument(tx, params.id as ReceivedId)),
        query['download'] !== undefined,
      ),
    )
    .get('/:id/pages/:page', ({ tenant, params }) =>
      pageResponse(
        deps,
        tenant,
        tenant.write((tx) => receivedDocument(tx, params.id as ReceivedId)),
        params.page,
      ),
    )
    .post('/:id/download', ({ tenant, params }) => {
      tenant.write((tx) => fetchAgain(tx, params.id as ReceivedId))
      return seeOther(`/received/${params.id}`)
    })
}

type Query = Readonly<Record<string, string | undefined>>
const isStatus = (text: string): text is ReceivedFax['status'] => (RECEIVED_STATUSES as readonly string[]).includes(text)

function listPage(deps: ReceivedRouteDeps, actor: Signed, tenant: Tenant, request: Request, query: Query) {
  const shown = { q: query['q'] ?? '', status: query['status'] ?? '' }
  const filter: ReceivedFilter = { ...(isStatus(shown.status) && { status: shown.status }), text: shown.q.trim().slice(0, 100) }
  const { rows, clock, numbers } = tenant.read((tx) => ({
    rows: listReceived(tx, filter, { limit: DEFAULT_LIMIT + 1, after: parseCursor(query['after']) }),
    clock: officeClock(tx),
    numbers: listNumbers(tx),
  }))
  const faxes = rows.slice(0, DEFAULT_LIMIT)
  const last = faxes.at(-1)
  const words = new URLSearchParams(Object.entries(shown).filter(([, value]) => value !== ''))
  const next = new URLSearchParams(words)
  if (last) next.set('after', cursorOfReceived(last))
  return (
    <ReceivedPage
      shell={deps.shell(actor, request, 'received')}
      clock={clock}
      faxes={faxes.map((fax) => ({ ...fax, fromName: fax.fromName ?? '', cause: causeWords(fax.cause) }))}
      filter={shown}
      selfHref={words.size > 0 ? `/received?${words}` : '/received'}
      nextHref={rows.length > DEFAULT_LIMIT ? `/received?${next}` : undefined}
      numbers={numbers.map(({ number }) => formatPhone(number))}
    />
  )
}

const named = (tx: Tx, fax: ReceivedFax) => ({ ...fax, fromName: findContactByFax(tx, fax.from)?.name ?? '', cause: causeWords(fax.cause) })
const row = (tx: Tx, id: ReceivedId) => ({ fax: named(tx, getReceived(tx, id)), clock: officeClock(tx) })

/** Opening it is a disclosure, and makes it read. */
function showPage(deps: ReceivedRouteDeps, actor: Signed, tenant: Tenant, request: Request, id: ReceivedId) {
  const { fax, clock } = tenant.write((tx) => {
    markRead(tx, id)
    return { fax: named(tx, showReceived(tx, id)), clock: officeClock(tx) }
  })
  return (
    <ReceivedFaxPage
      shell={deps.shell(actor, request, 'received')}
      clock={clock}
      fax={fax}
      mayRetry={actor.permissions.has('faxes:write')}
    />
  )
}
