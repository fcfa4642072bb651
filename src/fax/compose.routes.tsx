import { type AnyElysia, Elysia } from 'elysia'
import { ComposePage } from '../../views/fax/compose.tsx'
import { QueuedPage } from '../../views/fax/queued.tsx'
import { type ContactId, findContactByFax, getContact, getTag, membersOf, suggestContacts, type TagId } from '../contacts/index.ts'
import { AppError } from '../kit/errors.ts'
import { formatPhone } from '../kit/phone.ts'
import { getOffice, officeClock } from '../office/index.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import type { AcceptDeps } from './accepting.ts'
import { idsIn } from './addresses.ts'
import { recipientsOf } from './attempts.ts'
import type { Concern } from './guard/concerns.ts'
import { secondsPerPage } from './guard/past.ts'
import { SecondLook, tokenOf } from './guard/second-look.ts'
import { listNumbers } from './numbers.ts'
import { getFax, showFax } from './reading.ts'
import { type Read, readBody, readSubmission } from './reading-form.ts'
import { acceptForwarding } from './received/forwarding.ts'
import { getReceived, type ReceivedId } from './received/received.ts'
import { MOST_RECIPIENTS } from './recipients.ts'
import type { FaxId } from './status.ts'

export type ComposeDeps = AcceptDeps & { readonly admit: Admit; readonly shell: Shell }

/** The send page, and what follows it. */
export function composeRoutes(deps: ComposeDeps): AnyElysia {
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/faxes/new', ({ actor, tenant, request, query }) =>
      page(composePage(deps, actor, tenant, request, startFrom(tenant, request, query))),
    )
    .post('/faxes', ({ actor, tenant, request, body }) => send(deps, actor, tenant, request, body), { parse: readBody })
    .get('/faxes/:id/confirmation', ({ actor, tenant, request, params, query }) =>
      page(queuedPage(deps, actor, tenant, request, params.id as FaxId, query['live'] === undefined)),
    )
}

type Compose = Pick<Parameters<typeof ComposePage>[0], 'values' | 'problem' | 'concerns' | 'intent' | 'forwarding'>

function composePage(
  deps: ComposeDeps,
  actor: Signed,
  tenant: Tenant,
  request: Request,
  compose: Omit<Compose, 'intent'> & { intent?: string | undefined },
) {
  const { numbers, frequent, office, pace } = tenant.read((tx) => ({
    pace: secondsPerPage(tx),
    numbers: listNumbers(tx),
    frequent: suggestContacts(tx, ''),
    office: getOffice(tx),
  }))
  return (
    <ComposePage
      shell={deps.shell(actor, request, 'send')}
      numbers={numbers}
      frequent={frequent}
      coverNotice={office.coverNotice}
      secondsPerPage={pace}
      zone={`Office time (${office.timeZone.replace('_', ' ')})`}
      {...compose}
      intent={compose.intent ?? crypto.randomUUID()}
    />
  )
}

/** `?contact=`, `?tag=`, `?again=` or `?received=` fill the page in. */
function startFrom(
  tenant: Tenant,
  request: Request,
  { again, tag, received }: Readonly<Record<string, string | undefined>>,
): Pick<Compose, 'values' | 'forwarding'> {
  if (received) return { forwarding: forwardingOf(tenant, received) }
  const contacts = idsIn(request, 'contact') as ContactId[]
  const blank = { to: '', cover: true, subject: '', note: '', from: '', sendAt: '' }
  if (contacts.length > 0) {
    const lines = tenant.read((tx) => contacts.map((id) => getContact(tx, id))).map(({ name, fax }) => `${name} <${formatPhone(fax)}>`)
    return { values: { ...blank, to: lines.join('\n') } }
  }
  if (tag) {
    const members = tenant.read((tx) => membersOf(tx, getTag(tx, tag as TagId).id, MOST_RECIPIENTS + 1))
    return { values: { ...blank, to: members.map(({ name, fax }) => `${name} <${formatPhone(fax)}>`).join('\n') } }
  }
  if (!again) return {}
  // The note of a fax is shown: a disclosure like any other look at it.
  const { fax, recipients } = tenant.write((tx) => showFax(tx, again as FaxId))
  const failed = recipients.filter(({ status }) => status === 'failed' || status === 'canceled')
  const to = failed.map((each) => (each.name ? `${each.name} <${formatPhone(each.to)}>` : formatPhone(each.to))).join('\n')
  return { values: { ...blank, to, cover: fax.cover, subject: fax.subject, note: fax.note, from: fax.fromNumber } }
}

function forwardingOf(tenant: Tenant, received: string): Compose['forwarding'] {
  const { id, from, pages } = tenant.read((tx) => getReceived(tx, received as ReceivedId))
  return { id, from, pages: pages ?? 0 }
}

async function send(deps: ComposeDeps, actor: Signed, tenant: Tenant, request: Request, body: unknown): Promise<Response> {
  let read: Read | undefined
  try {
    read = await readSubmission(tenant, body)
    const { answer } = await acceptForwarding(deps, tenant, read, read.intent, { is: 'person', looked: new Set(read.looked) })
    return seeOther(`${answer.location.replace('/api', '')}/confirmation`)
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
    const problem = { message: error.message, errors: error.fields }
    const concerns = error instanceof SecondLook ? asked(error.concerns, read) : []
    const status = error.code === 'invalid' ? 422 : 409
    const forwarding = read?.received === undefined ? undefined : forwardingOf(tenant, read.received)
    return page(
      composePage(deps, actor, tenant, request, {
        problem,
        concerns,
        forwarding,
        ...(read && { values: typed(read), intent: read.intent }),
      }),
      status,
    )
  }
}

const asked = (concerns: readonly Concern[], read: Read | undefined): Compose['concerns'] =>
  concerns.map((each) => ({
    kind: each.kind,
    token: tokenOf(each),
    number: each.to,
    message: each.message,
    looked: read?.looked.includes(tokenOf(each)) ?? false,
  }))

const typed = ({ input, sendAtTyped }: Read) => ({
  to: input.to.join('\n'),
  cover: input.cover,
  subject: input.subject,
  note: input.note,
  from: input.from ?? '',
  sendAt: sendAtTyped,
})

function queuedPage(deps: ComposeDeps, actor: Signed, tenant: Tenant, request: Request, id: FaxId, arriving: boolean) {
  const queued = tenant.read((tx) => ({
    fax: getFax(tx, id),
    clock: officeClock(tx),
    unknown: recipientsOf(tx, id).filter(({ to }) => !findContactByFax(tx, to)),
  }))
  return <QueuedPage shell={deps.shell(actor, request, 'send')} {...queued} arriving={arriving} />
}
