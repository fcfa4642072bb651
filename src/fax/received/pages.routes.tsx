import { type AnyElysia, Elysia } from 'elysia'
import { UnreadCount } from '../../../views/rail.tsx'
import { ReceivedPage } from '../../../views/received/index.tsx'
import { ReceivedRow } from '../../../views/received/row.tsx'
import { ReceivedFaxPage } from '../../../views/received/show.tsx'
import { ZOOMS } from '../../../views/received/viewer.tsx'
import { historyOf } from '../../audit/index.ts'
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
import { listViews, viewLink } from '../saved-views/views.ts'
import { foundIn } from '../search/finding.ts'
import { RECEIVED_PARTS } from '../search/texts.ts'
import { undoIn } from '../trash/undo.ts'
import type { Names } from '../who.ts'
import { arrangementsOf } from './arranging.ts'
import { askedIn, filterOf, wordsOf } from './asking.ts'
import type { Colleagues } from './colleagues.ts'
import { receivedDocument, takenDocument } from './document.ts'
import { exportReceived } from './exporting.ts'
import { countUnread, cursorOfReceived, listReceived } from './listing.ts'
import { notesOf } from './notes.ts'
import { noticeIn } from './notices.ts'
import { originLine } from './origins.ts'
import { withTags } from './present.ts'
import { getReceived, markOpened, type ReceivedFax, type ReceivedId, showReceived } from './received.ts'
import { fetchAgain } from './receiving.ts'
import { suggestionsFor } from './rule-testing.ts'
import { tellRule } from './rule-words.ts'
import { listTags } from './tags.ts'
import { turnsOf } from './turns.ts'
import { tell } from './words.ts'

export type ReceivedDeps = OutDeps & {
  readonly admit: Admit
  readonly shell: Shell
  readonly names: Names
  readonly colleagues: Colleagues
}

/** The pages of what the office received. */
export function receivedPages(deps: ReceivedDeps): AnyElysia {
  return new Elysia({ prefix: '/received', detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/export.csv', ({ tenant, query }) => exportReceived(tenant, filterOf(askedIn(query), tenant.actor.id), deps.names))
    .get('/', ({ actor, tenant, request, query }) => page(listPage(deps, actor, tenant, request, query)))
    .get('/unread', ({ tenant }) => fragment(<UnreadCount count={tenant.read(countUnread)} />))
    .get('/:id', ({ actor, tenant, request, params, query }) =>
      page(showPage(deps, actor, tenant, request, params.id as ReceivedId, query)),
    )
    .get('/:id/row', ({ tenant, params, query }) => {
      const q = query['q'] ?? ''
      const row = tenant.read((tx) => rowOf(tx, deps.names(tx), params.id as ReceivedId, q.slice(0, 100)))
      return fragment(<ReceivedRow {...row} q={q} />)
    })
    .get('/:id/document.pdf', ({ tenant, params, query }) =>
      documentResponse(
        deps,
        tenant,
        tenant.write((tx) => takenDocument(tx, params.id as ReceivedId)),
        query['download'] !== undefined,
      ),
    )
    .get('/:id/pages/:page', ({ tenant, params, query }) =>
      pageResponse(
        deps,
        tenant,
        tenant.write((tx) => receivedDocument(tx, params.id as ReceivedId)),
        params.page,
        query['width'],
      ),
    )
    .post('/:id/download', ({ tenant, params }) => {
      tenant.write((tx) => fetchAgain(tx, params.id as ReceivedId))
      return seeOther(`/received/${params.id}`)
    })
}

type Query = Readonly<Record<string, string | undefined>>

function listPage(deps: ReceivedDeps, actor: Signed, tenant: Tenant, request: Request, query: Query) {
  const asked = askedIn(query)
  const { rows, clock, numbers, tags, names, colleagues, views, undo } = tenant.read((tx) => ({
    rows: listReceived(tx, filterOf(asked, tx.actor.id), { limit: DEFAULT_LIMIT + 1, after: parseCursor(query['after']) }),
    clock: officeClock(tx),
    numbers: listNumbers(tx),
    tags: listTags(tx),
    names: deps.names(tx),
    colleagues: deps.colleagues(tx),
    views: listViews(tx, 'received'),
    undo: undoIn(tx, query),
  }))
  const faxes = rows.slice(0, DEFAULT_LIMIT)
  const last = faxes.at(-1)
  const words = wordsOf(asked)
  const next = new URLSearchParams(words)
  if (last) next.set('after', cursorOfReceived(last))
  return (
    <ReceivedPage
      shell={deps.shell(actor, request, 'received', noticeIn(query))}
      clock={clock}
      faxes={faxes.map((fax) => ({ ...fax, ...shown(fax, names), fromName: fax.fromName ?? '', foundIn: fax.found?.in }))}
      asked={asked}
      tags={tags}
      words={words.toString()}
      saved={{ list: 'received', views: views.map(viewLink), query: words.toString(), mayShare: actor.permissions.has('faxes:write') }}
      nextHref={rows.length > DEFAULT_LIMIT ? `/received?${next}` : undefined}
      numbers={numbers.map(({ number }) => number)}
      colleagues={colleagues}
      maySort={actor.permissions.has('faxes:write')}
      undo={undo}
    />
  )
}

const shown = (fax: ReceivedFax, names: ReadonlyMap<string, string>) => ({
  assignee: fax.assignedTo === null ? '' : (names.get(fax.assignedTo) ?? 'Somebody who left'),
  cause: causeWords(fax.cause),
})

const named = (tx: Tx, names: ReadonlyMap<string, string>, fax: ReceivedFax) => ({
  ...withTags(tx, fax),
  ...shown(fax, names),
  fromName: findContactByFax(tx, fax.from)?.name ?? '',
})
const rowOf = (tx: Tx, names: ReadonlyMap<string, string>, id: ReceivedId, q: string) => ({
  fax: { ...named(tx, names, getReceived(tx, id)), foundIn: foundIn(tx, id, q, RECEIVED_PARTS) },
  clock: officeClock(tx),
})

/** Opening it is a disclosure, and makes it read. */
function showPage(deps: ReceivedDeps, actor: Signed, tenant: Tenant, request: Request, id: ReceivedId, query: Query) {
  const found = tenant.write((tx) => {
    showReceived(tx, id)
    markOpened(tx, id)
    const names = deps.names(tx)
    return {
      fax: named(tx, names, getReceived(tx, id)),
      clock: officeClock(tx),
      notes: notesOf(tx, id),
      story: historyOf(tx, id),
      colleagues: deps.colleagues(tx),
      tags: listTags(tx),
      suggestions: suggestionsFor(tx, getReceived(tx, id)),
      turns: turnsOf(tx, id),
      origins: arrangementsOf(tx, id).map((origin) => originLine(origin, id)),
      names,
    }
  })
  const nameOf = (id: string) => found.names.get(id)
  return (
    <ReceivedFaxPage
      shell={deps.shell(actor, request, 'received', noticeIn({ notice: query['notice'] }))}
      clock={found.clock}
      fax={{ ...found.fax, reader: found.fax.readBy === null ? '' : (nameOf(found.fax.readBy) ?? '') }}
      notes={found.notes.map((note) => ({ ...note, who: nameOf(note.writtenBy) ?? 'Somebody who left' }))}
      timeline={found.story.map((event) => ({
        ...tell(event, nameOf),
        who: event.actorKind === 'system' ? undefined : nameOf(event.actorId),
      }))}
      origins={found.origins}
      suggestions={found.suggestions.map((rule) => ({ ...rule.actions, name: rule.name, does: tellRule(rule, found.names).does }))}
      turns={found.turns}
      zoom={ZOOMS.find((each) => each === query['zoom']) ?? '100'}
      colleagues={found.colleagues}
      known={found.tags}
      mayWrite={actor.permissions.has('faxes:write')}
      numberHref={`/received?number=${encodeURIComponent(formatPhone(found.fax.to))}`}
    />
  )
}
