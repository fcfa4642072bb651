import { AppError } from '../../kit/errors.ts'
import { type DrawSample, findCover, getOffice, lookOf } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { type CoverFacts, coverFor, type PlannedCover, withLogo } from '../cover.ts'
import { listNumbers } from '../numbers.ts'
import { readTime } from '../reading-form.ts'
import { recipientsFrom } from '../recipients.ts'
import { BLANK, type Draft, type Typed } from './drafts.ts'

/** Sharp enough to read beside the form. */
const WIDTH = 640

/** The cover as it would be sent, drawn by what draws it when it is. Of nothing yet: the office's own words on it. */
export const coverPreview = (deps: AcceptDeps, tenant: Tenant, draft?: Draft): Promise<Response> =>
  drawn(
    deps,
    tenant,
    tenant.read((tx) => coverFor(tx, factsOf(tx, draft ?? BLANK, draft?.pages.length ?? 0))),
  )

/** How a cover page would look, on a fax that nobody sends. */
export const coverSample =
  (deps: AcceptDeps): DrawSample =>
  (tenant, look) =>
    drawn(
      deps,
      tenant,
      tenant.read((tx) => coverFor(tx, { ...INVENTED, look, fromNumber: listNumbers(tx)[0]?.number ?? '', at: tx.now })),
    )

const INVENTED = {
  recipients: [{ to: '+15552010100', name: 'Oak Pharmacy' }],
  subject: 'Refill request',
  note: 'Here is what you asked for this morning.\nPlease call if a page is missing.',
  pages: 3,
}

async function drawn({ files, documents }: AcceptDeps, tenant: Tenant, planned: PlannedCover): Promise<Response> {
  const cover = await withLogo(files, tenant.id, planned)
  const { pdf } = await documents.assemble(tenant.id, { cover, files: [] })
  const png = await documents.renderPage(tenant.id, pdf, 1, WIDTH)
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png', 'cache-control': 'private, no-store' } })
}

/** As far as it makes sense yet: what is wrong with the rest is said when it is sent. */
const factsOf = (tx: Tx, { to, template, from, subject, note, sendAt }: Typed, pages: number): CoverFacts => ({
  look: findCover(tx, template) ?? lookOf(tx, null),
  fromNumber: from || listNumbers(tx)[0]?.number || '',
  recipients: recipientsFrom(tx, [to], {}),
  subject: subject.trim(),
  note: note.trim(),
  pages: pages + 1,
  at: whenever(sendAt, getOffice(tx).timeZone) ?? tx.now,
})

function whenever(typed: string, zone: string): Date | undefined {
  try {
    return readTime(typed, zone)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
