import { type AnyElysia, Elysia } from 'elysia'
import { ComposePage } from '../../views/fax/compose.tsx'
import { QueuedPage } from '../../views/fax/queued.tsx'
import { type ContactId, findContactByFax, getContact, getTag, membersOf, suggestContacts, type TagId } from '../contacts/index.ts'
import { AppError, rethrowUnlessInvalid } from '../kit/errors.ts'
import { formatPhone } from '../kit/phone.ts'
import { closedUntil, findCover, getOffice, listCovers, officeClock } from '../office/index.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import type { AcceptDeps } from './accepting.ts'
import { idsIn } from './addresses.ts'
import { recipientsOf } from './attempts.ts'
import { countDrafts, type Draft, endsAt, findDraft } from './drafts/drafts.ts'
import { keepForm } from './drafts/keeping.ts'
import { type Posted, readPosted } from './drafts/reading-form.ts'
import { lineOf } from './drafts/resending.ts'
import { sendDraft } from './drafts/sending.ts'
import { attachedTo } from './drafts/shown.ts'
import type { Concern } from './guard/concerns.ts'
import { secondsPerPage } from './guard/past.ts'
import { SecondLook, tokenOf } from './guard/second-look.ts'
import type { Guarded } from './idempotency.ts'
import { listNumbers } from './numbers.ts'
import { getFax } from './reading.ts'
import { readBody, readSubmission } from './reading-form.ts'
import { acceptForwarding } from './received/forwarding.ts'
import { MOST_RECIPIENTS } from './recipients.ts'
import type { FaxId } from './status.ts'

export type ComposeDeps = AcceptDeps & { readonly admit: Admit; readonly shell: Shell }

/** The send page, and what follows it. */
export function composeRoutes(deps: ComposeDeps): AnyElysia {
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/faxes/new', ({ actor, tenant, request, query }) =>
      page(composePage(deps, actor, tenant, request, { intent: crypto.randomUUID(), values: startFrom(tenant, request, query) })),
    )
    .post('/faxes', ({ actor, tenant, request, body }) => send(deps, actor, tenant, request, body), { parse: readBody })
    .get('/faxes/:id/confirmation', ({ actor, tenant, request, params, query }) =>
      page(queuedPage(deps, actor, tenant, request, params.id as FaxId, query['live'] === undefined)),
    )
}

type Compose = Pick<Parameters<typeof ComposePage>[0], 'intent' | 'values' | 'problem' | 'concerns' | 'attached' | 'kept'>

function composePage(deps: ComposeDeps, actor: Signed, tenant: Tenant, request: Request, compose: Compose) {
  const { office, ...facts } = tenant.read((tx) => ({
    secondsPerPage: secondsPerPage(tx),
    numbers: listNumbers(tx),
    frequent: suggestContacts(tx, ''),
    covers: listCovers(tx),
    office: getOffice(tx),
    drafts: countDrafts(tx),
    clock: officeClock(tx),
    opening: closedUntil(tx),
  }))
  const zone = `Office time (${office.timeZone.replace('_', ' ')})`
  return <ComposePage shell={deps.shell(actor, request, 'send')} {...facts} zone={zone} {...compose} />
}

type Trouble = { readonly problem?: AppError | undefined; readonly looked?: readonly string[]; readonly isSaved?: boolean }

/** A draft on the send page, with what is to be said of it. */
export function composeDraft(
  deps: ComposeDeps,
  actor: Signed,
  tenant: Tenant,
  request: Request,
  draft: Draft,
  { problem, looked = [], isSaved = false }: Trouble,
) {
  return composePage(deps, actor, tenant, request, {
    intent: draft.id,
    values: { ...draft, template: tenant.read((tx) => findCover(tx, draft.template)?.id ?? '') },
    attached: tenant.read((tx) => attachedTo(tx, draft)),
    kept: { until: endsAt(draft), isSaved },
    problem: problem && { message: problem.message, errors: problem.fields },
    concerns: problem instanceof SecondLook ? asked(problem.concerns, looked) : [],
  })
}

/** `?contact=`, `?tag=` or, to whom a fax went, `?like=` fill the page in. */
function startFrom(tenant: Tenant, request: Request, { tag, like }: Readonly<Record<string, string | undefined>>): Compose['values'] {
  const contacts = idsIn(request, 'contact') as ContactId[]
  const blank = { to: '', cover: true, template: '', subject: '', note: '', from: '', sendAt: '' }
  if (contacts.length > 0) {
    const lines = tenant.read((tx) => contacts.map((id) => getContact(tx, id))).map(({ name, fax }) => `${name} <${formatPhone(fax)}>`)
    return { ...blank, to: lines.join('\n') }
  }
  if (like) {
    const recipients = tenant.read((tx) => recipientsOf(tx, getFax(tx, like as FaxId).id))
    return { ...blank, to: recipients.map(lineOf).join('\n') }
  }
  if (tag) {
    const members = tenant.read((tx) => membersOf(tx, getTag(tx, tag as TagId).id, MOST_RECIPIENTS + 1))
    return { ...blank, to: members.map(({ name, fax }) => `${name} <${formatPhone(fax)}>`).join('\n') }
  }
  return undefined
}

/** What could not be sent stays as a draft, its files with it: nobody has to choose them again. */
async function send(deps: ComposeDeps, actor: Signed, tenant: Tenant, request: Request, body: unknown): Promise<Response> {
  const posted = await readPosted(body)
  const looked = (body as FormData).getAll('looked').map(String)
  try {
    const { answer } = await sendPosted(deps, tenant, posted, body, new Set(looked))
    return seeOther(`${answer.location.replace('/api', '')}/confirmation`)
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
    const draft = await keptAfter(deps, tenant, request, posted)
    if (!draft) throw error
    return page(composeDraft(deps, actor, tenant, request, draft, { problem: error, looked }), error.code === 'invalid' ? 422 : 409)
  }
}

async function sendPosted(deps: ComposeDeps, tenant: Tenant, posted: Posted, body: unknown, looked: ReadonlySet<string>): Promise<Guarded> {
  const draft = tenant.read((tx) => findDraft(tx, posted.intent))
  const read = await readSubmission(tenant, body)
  const submitter = { is: 'person', looked } as const
  if (!draft) return acceptForwarding(deps, tenant, { ...read, pages: undefined }, read.intent, submitter)
  return sendDraft(deps, tenant, draft, { ...posted, input: read.input }, submitter)
}

/** A script keeps the files itself: they are still in its form, or on their way. */
async function keptAfter(deps: ComposeDeps, tenant: Tenant, request: Request, posted: Posted): Promise<Draft | undefined> {
  const uploads = request.headers.has('hx-request') ? [] : posted.uploads
  try {
    await keepForm(deps, tenant, posted.intent, { ...posted, uploads, act: '' })
  } catch (error) {
    rethrowUnlessInvalid(error)
  }
  return tenant.read((tx) => findDraft(tx, posted.intent))
}

const asked = (concerns: readonly Concern[], looked: readonly string[]): Compose['concerns'] =>
  concerns.map((each) => ({
    kind: each.kind,
    token: tokenOf(each),
    number: each.to,
    message: each.message,
    looked: looked.includes(tokenOf(each)),
  }))

function queuedPage(deps: ComposeDeps, actor: Signed, tenant: Tenant, request: Request, id: FaxId, arriving: boolean) {
  const queued = tenant.read((tx) => ({
    fax: getFax(tx, id),
    clock: officeClock(tx),
    unknown: recipientsOf(tx, id).filter(({ to }) => !findContactByFax(tx, to)),
  }))
  return <QueuedPage shell={deps.shell(actor, request, 'send')} {...queued} arriving={arriving} />
}
