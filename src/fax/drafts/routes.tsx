import { type AnyElysia, Elysia } from 'elysia'
import { Attached } from '../../../views/fax/attached.tsx'
import { DraftsPage } from '../../../views/fax/drafts.tsx'
import { disclosed } from '../../audit/index.ts'
import { type AppError, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { officeClock } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { fragment, page, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { type ComposeDeps, composeDraft } from '../compose.routes.tsx'
import { pageResponse } from '../documents-out.ts'
import { readBody } from '../reading-form.ts'
import type { ReceivedId } from '../received/received.ts'
import { entriesIn } from '../recipients.ts'
import type { FaxId } from '../status.ts'
import type { Names } from '../who.ts'
import { beginForwarding } from './beginning.ts'
import { DRAFT_DAYS, type Draft, discardDraft, endsAt, getDraft, listDrafts, openDraft, restoreDraft, UNDO_DAYS } from './drafts.ts'
import { keepForm } from './keeping.ts'
import { draftFile } from './picturing.ts'
import { coverPreview } from './previewing.ts'
import { readPosted } from './reading-form.ts'
import { beginResend, WHOM } from './resending.ts'
import { attachedTo } from './shown.ts'

const PLACE = '/faxes/drafts'

/** Pages of what was begun and not sent yet. */
export function draftRoutes(deps: ComposeDeps & { readonly names: Names }): AnyElysia {
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get(PLACE, ({ actor, tenant, request, query }) => page(draftsPage(deps, actor, tenant, request, query['discarded'])))
    .post(PLACE, ({ actor, tenant, request, body }) => keep(deps, actor, tenant, request, body), { parse: readBody })
    .get(`${PLACE}/:id`, ({ actor, tenant, request, params, query }) => {
      const draft = tenant.write((tx) => seen(tx, params.id))
      if (draft.faxId) return seeOther(`/faxes/${draft.faxId}`)
      if (draft.discardedAt) return seeOther(`${PLACE}?discarded=${draft.id}`)
      return page(composeDraft(deps, actor, tenant, request, draft, { isSaved: query['saved'] !== undefined }))
    })
    .post(`${PLACE}/:id/removal`, ({ tenant, params }) => {
      tenant.write((tx) => discardDraft(tx, params.id))
      return seeOther(`${PLACE}?discarded=${params.id}`)
    })
    .post(`${PLACE}/:id/restoration`, ({ tenant, params }) => {
      tenant.write((tx) => restoreDraft(tx, params.id))
      return seeOther(`${PLACE}/${params.id}`)
    })
    .get('/faxes/cover.png', ({ tenant }) => coverPreview(deps, tenant))
    .get(`${PLACE}/:id/cover.png`, ({ tenant, params }) => {
      const draft = tenant.write((tx) => openDraft(tx, seen(tx, params.id).id))
      return coverPreview(deps, tenant, draft)
    })
    .get(`${PLACE}/:id/files/:file/pages/:page`, ({ tenant, params, query }) => {
      const found = tenant.write((tx) => draftFile(tx, params.id, params.file, Number(query['turn'] ?? 0)))
      return pageResponse(deps, tenant, found, params.page, query['width'])
    })
}

/** What was typed may name a patient: looking at it is written down. */
function seen(tx: Tx, id: string): Draft {
  const draft = getDraft(tx, id)
  if (!draft.faxId) disclosed(tx, 'draft.viewed', draft.id)
  return draft
}

/** A script saves without leaving the page, and is told the files again when something became of them. */
async function keep(deps: ComposeDeps, actor: Signed, tenant: Tenant, request: Request, body: unknown): Promise<Response> {
  const posted = await readPosted(body)
  const { intent, received, again, whom, uploads, ticked } = posted
  if (received) return seeOther(`${PLACE}/${await beginForwarding(deps, tenant, received as ReceivedId)}`)
  if (again) return seeOther(`${PLACE}/${await beginResend(deps, tenant, again as FaxId, WHOM.find((each) => each === whom) ?? 'failed')}`)
  const problem = await keepForm(deps, tenant, intent, posted).then(
    () => undefined,
    (error: unknown) => refusal(error),
  )
  const byScript = request.headers.has('hx-request')
  if (byScript && !problem && uploads.length === 0 && posted.act === '') return new Response(null, { status: 204 })
  if (!byScript && !problem) return seeOther(`${PLACE}/${intent}${posted.act === 'save' ? '?saved' : '#attached'}`)
  const draft = tenant.read((tx) => openDraft(tx, intent))
  if (!byScript) return page(composeDraft(deps, actor, tenant, request, draft, { problem }), 422)
  const attached = tenant.read((tx) => attachedTo(tx, draft, ticked))
  return fragment(<Attached {...attached} error={problem && (problem.fields['files'] ?? problem.message)} />, problem ? 422 : 200)
}

function refusal(error: unknown): AppError {
  rethrowUnlessInvalid(error)
  return error
}

function draftsPage(
  deps: ComposeDeps & { readonly names: Names },
  actor: Signed,
  tenant: Tenant,
  request: Request,
  discarded: string | undefined,
) {
  const { clock, open, gone, names } = tenant.read((tx) => ({
    clock: officeClock(tx),
    open: listDrafts(tx, 'open'),
    gone: listDrafts(tx, 'discarded'),
    names: deps.names(tx),
  }))
  const line = (draft: Draft) => ({
    id: draft.id,
    ...addressed(draft.to),
    subject: draft.subject,
    pages: draft.pages.length,
    who: names.get(draft.createdBy) ?? '',
    updatedAt: draft.updatedAt,
    endsAt: endsAt(draft),
  })
  const notice =
    discarded && gone.some(({ id }) => id === discarded) ? ({ kind: 'ok', text: 'The draft was discarded.' } as const) : undefined
  const shown = { clock, drafts: open.map(line), discarded: gone.map(line), days: { kept: DRAFT_DAYS, undo: UNDO_DAYS } }
  return <DraftsPage shell={deps.shell(actor, request, 'send', notice)} {...shown} />
}

function addressed(typed: string): { to: string; more: number } {
  const [first, ...others] = typed.length > 10_000 ? [] : entriesIn(typed)
  return { to: first ? first.name || first.number : '', more: others.length }
}
