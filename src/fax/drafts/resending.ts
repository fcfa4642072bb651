import { record } from '../../audit/index.ts'
import { conflict } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import { formatPhone } from '../../kit/phone.ts'
import { findCover } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type AcceptDeps, acceptFax } from '../accepting.ts'
import type { Recipient } from '../attempts.ts'
import { refuseWhole } from '../bulk/bulks.ts'
import { sentGone, trashed } from '../content/gone.ts'
import type { Guarded } from '../idempotency.ts'
import type { Upload } from '../material.ts'
import type { PageWish } from '../page-plan.ts'
import { type FaxDetail, getFax, showFax } from '../reading.ts'
import type { FaxId } from '../status.ts'
import { attach } from './attaching.ts'
import { changeDraft, type DraftId, saveDraft } from './drafts.ts'

/** To those it did not reach, to everybody, or to somebody else. */
export const WHOM = ['failed', 'all', 'other'] as const
export type Whom = (typeof WHOM)[number]

function refuseToCopy({ contentGoneAt, trashedAt }: FaxDetail['fax']): void {
  if (contentGoneAt) throw sentGone()
  if (trashedAt) throw trashed()
}

/** A draft that is like that fax, with copies of its files: each fax has its own, so that one can be removed without the other. */
export async function beginResend(deps: AcceptDeps, tenant: Tenant, id: FaxId, whom: Whom): Promise<DraftId> {
  const { draft, detail } = tenant.write((tx) => {
    // The note of a fax is shown: a disclosure like any other look at it.
    const detail = showFax(tx, id)
    refuseToCopy(detail.fax)
    const { cover, subject, note, fromNumber } = detail.fax
    const to = addressed(detail.recipients, whom).map(lineOf).join('\n')
    const typed = { to, cover, template: templateOf(tx, detail) ?? '', subject, note, from: fromNumber, sendAt: '' }
    return { draft: changeDraft(tx, saveDraft(tx, newId(), typed).id, { resendOf: id }), detail }
  })
  const files = await copiesOf(deps, tenant, detail)
  const copies = files.map((file) => ({ ...file, sentId: id }))
  await attach(deps, tenant, draft.id, copies)
  const pages = pagesOf(detail)
  if (pages) tenant.write((tx) => changeDraft(tx, draft.id, { pages: [...pages] }))
  return draft.id
}

export type Resend = { readonly to?: readonly string[] | undefined; readonly only?: 'failed' | 'all' | undefined }

/** The same again, for a program: to these numbers, or to whom it went before. Throws AppError invalid or conflict. */
export async function resend(deps: AcceptDeps, tenant: Tenant, id: FaxId, { to, only = 'failed' }: Resend, key?: string): Promise<Guarded> {
  const detail = tenant.write((tx) => {
    refuseWhole(tx, id, `Try again those that failed at /api/bulks/${id}/retries.`)
    return showFax(tx, id)
  })
  refuseToCopy(detail.fax)
  const { cover, subject, note, fromNumber: from } = detail.fax
  const template = tenant.read((tx) => templateOf(tx, detail))
  const whom = to ?? addressed(detail.recipients, only).map(lineOf)
  if (whom.length === 0) throw conflict('It reached everybody, or is still under way. Say with `to` or `only` whom it is sent to again.')
  const material = {
    uploads: await copiesOf(deps, tenant, detail),
    pages: pagesOf(detail),
    taken: (tx: Tx, fax: { readonly id: FaxId }) => noteResent(tx, id, fax.id),
  }
  return acceptFax(deps, tenant, { to: whom, cover, template, subject, note, from, sendAt: undefined }, material, key)
}

/** Each of the two says which the other is. */
export function noteResent(tx: Tx, before: FaxId, fax: FaxId): void {
  record(tx, 'fax.resent', getFax(tx, before).id, { fax })
  record(tx, 'fax.resends', fax, { fax: before })
}

/** Its cover page, unless that was removed since. */
const templateOf = (tx: Tx, { fax }: FaxDetail): string | undefined => (fax.coverId ? findCover(tx, fax.coverId)?.id : undefined)

const addressed = (recipients: readonly Recipient[], whom: Whom): Recipient[] =>
  recipients.filter(({ status }) => whom === 'all' || (whom === 'failed' && (status === 'failed' || status === 'canceled')))

export const lineOf = ({ name, to }: Recipient) => (name ? `${name} <${formatPhone(to)}>` : formatPhone(to))

const copiesOf = ({ files }: AcceptDeps, tenant: Tenant, detail: FaxDetail): Promise<Upload[]> =>
  Promise.all(detail.files.map(async ({ id, name }) => ({ name, bytes: await files.read(tenant.id, id) })))

const pagesOf = ({ fax }: FaxDetail): readonly PageWish[] | undefined => fax.plan?.map((each) => ({ ...each, file: each.file + 1 }))
