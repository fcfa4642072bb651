import { AppError } from '../../kit/errors.ts'
import { getOffice } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { type CoverFacts, coverFor } from '../cover.ts'
import { listNumbers } from '../numbers.ts'
import { readTime } from '../reading-form.ts'
import { recipientsFrom } from '../recipients.ts'
import { BLANK, type Draft, type Typed } from './drafts.ts'

/** Sharp enough to read beside the form. */
const WIDTH = 640

/** The cover as it would be sent, drawn by what draws it when it is. Of nothing yet: the office's own words on it. */
export async function coverPreview({ documents }: Pick<AcceptDeps, 'documents'>, tenant: Tenant, draft?: Draft): Promise<Response> {
  const cover = tenant.read((tx) => coverFor(tx, factsOf(tx, draft ?? BLANK, draft?.pages.length ?? 0)))
  const { pdf } = await documents.assemble(tenant.id, { cover, files: [] })
  const png = await documents.renderPage(tenant.id, pdf, 1, WIDTH)
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png', 'cache-control': 'private, no-store' } })
}

/** As far as it makes sense yet: what is wrong with the rest is said when it is sent. */
const factsOf = (tx: Tx, { to, from, subject, note, sendAt }: Typed, pages: number): CoverFacts => ({
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
