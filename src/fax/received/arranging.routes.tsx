import { type AnyElysia, Elysia, t } from 'elysia'
import { MergePage, SplitPage } from '../../../views/received/arrange.tsx'
import { findContactByFax } from '../../contacts/index.ts'
import { officeClock } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, page, type Shell, seeOther, signedIn } from '../../web/index.ts'
import { idsIn } from '../addresses.ts'
import { type ArrangeDeps, type ArrangementId, arrange } from './arranging.ts'
import { noticeIn } from './notices.ts'
import { getReceived, type ReceivedId, showReceived } from './received.ts'
import { TURNS, turnPage, turnsOf } from './turns.ts'
import { undoArrangement } from './undoing.ts'

export type ArrangingDeps = ArrangeDeps & { readonly admit: Admit; readonly shell: Shell }
const Several = t.Optional(t.Union([t.String({ maxLength: 64 }), t.Array(t.String({ maxLength: 64 }), { maxItems: 350 })]))
const list = (field: string | string[] | undefined) => [field ?? []].flat()

/** The pages by which people turn, split and put together what came in. */
export function arrangingRoutes(deps: ArrangingDeps): AnyElysia {
  return new Elysia({ prefix: '/received', detail: { hide: true } })
    .use(signedIn(deps.admit))
    .post(
      '/:id/pages/:page/turn',
      ({ tenant, params, body }) => {
        const number = Number.parseInt(params.page, 10)
        tenant.write((tx) => {
          const before = turnsOf(tx, params.id as ReceivedId).get(number) ?? 0
          const next = TURNS.find((each) => each === (before + 90) % 360) ?? 0
          turnPage(tx, params.id as ReceivedId, number, next)
        })
        return seeOther(`/received/${params.id}${body.zoom ? `?zoom=${body.zoom}` : ''}#page-${number}`)
      },
      { body: t.Object({ zoom: t.Optional(t.String({ pattern: '^[0-9]{3}$' })) }) },
    )
    .get('/:id/split', ({ actor, tenant, request, params }) => {
      const found = tenant.write((tx) => ({ fax: named(tx, params.id as ReceivedId), clock: officeClock(tx) }))
      return page(<SplitPage shell={deps.shell(actor, request, 'received')} {...found} />)
    })
    .post(
      '/:id/split',
      async ({ tenant, params, body }) => {
        const starts = list(body.starts).map(Number)
        const { faxes } = await arrange(deps, tenant, { kind: 'split', fax: params.id as ReceivedId, starts })
        return seeOther(`/received/${faxes[0]}?notice=split`)
      },
      { body: t.Object({ starts: Several }) },
    )
    .get('/merge', ({ actor, tenant, request, query }) => {
      const ids = idsIn(request, 'fax') as ReceivedId[]
      const found = tenant.read((tx) => ({ faxes: ids.map((id) => row(tx, id)), clock: officeClock(tx) }))
      return page(<MergePage shell={deps.shell(actor, request, 'received', noticeIn(query))} {...found} />)
    })
    .post(
      '/merge',
      async ({ tenant, body }) => {
        const places = list(body.place).map(Number)
        const chosen = list(body.fax).map((id, at) => ({ id: id as ReceivedId, place: places[at] || at + 1 }))
        const faxes = chosen.toSorted((one, other) => one.place - other.place).map(({ id }) => id)
        const made = await arrange(deps, tenant, { kind: 'merge', faxes })
        return seeOther(`/received/${made.faxes[0]}?notice=merged`)
      },
      { body: t.Object({ fax: Several, place: Several }) },
    )
    .post('/arrangements/:id/undoing', ({ tenant, params }) => {
      const [first] = tenant.write((tx) => undoArrangement(tx, params.id as ArrangementId))
      return seeOther(`/received/${first}?notice=undone`)
    })
}

function named(tx: Tx, id: ReceivedId) {
  const fax = showReceived(tx, id)
  return { ...fax, pages: fax.pages ?? 0, turns: turnsOf(tx, id), fromName: findContactByFax(tx, fax.from)?.name ?? '' }
}

function row(tx: Tx, id: ReceivedId) {
  const fax = getReceived(tx, id)
  return { ...fax, fromName: findContactByFax(tx, fax.from)?.name ?? '' }
}
