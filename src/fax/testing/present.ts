import { type Asked, paged } from '../../kit/listing.ts'
import type { Tx } from '../../tenancy/index.ts'
import { causeJson } from '../present.ts'
import { countTests, listTests, type TestFax } from './test-faxes.ts'

/** As real ones are written, and marked. */
export const testSummaryJson = (fax: TestFax) => ({
  id: fax.id,
  status: fax.status,
  to: fax.recipients[0]?.to ?? '',
  name: fax.recipients[0]?.name ?? '',
  recipientCount: fax.recipients.length,
  pages: fax.pages,
  subject: fax.subject,
  cause: fax.recipients.find(({ cause }) => cause !== null)?.cause ?? null,
  sendAt: null,
  createdAt: fax.createdAt.toISOString(),
  updatedAt: fax.updatedAt.toISOString(),
  test: true,
})

export function testDetailJson(fax: TestFax) {
  const isOver = fax.status !== 'queued'
  const at = fax.updatedAt.toISOString()
  const told = (recipientId: string | null, action: string, message: string, at: string) => ({
    at,
    action,
    message,
    recipientId,
    attempt: null,
  })
  return {
    id: fax.id,
    status: fax.status,
    from: fax.fromNumber,
    cover: fax.cover,
    subject: fax.subject,
    note: fax.note,
    pages: fax.pages,
    sha256: null,
    sendAt: null,
    createdAt: fax.createdAt.toISOString(),
    recipients: fax.recipients.map(({ id, to, name, status, cause }) => ({
      id,
      to,
      name,
      status,
      tries: isOver && status !== 'canceled' ? 1 : 0,
      nextTryAt: null,
      settledAt: isOver ? at : null,
      cause: causeJson(cause, status),
    })),
    files: [],
    timeline: [
      told(null, 'fax.submitted', 'Submitted as a test: nobody is called.', fax.createdAt.toISOString()),
      ...(isOver ? fax.recipients.map(({ id, status }) => told(id, `fax.${status}`, `A test: ${status}.`, at)) : []),
    ],
    links: { self: `/api/faxes/${fax.id}`, document: null, page: null },
    test: true,
  }
}

export function testListText(tx: Tx, asked: Asked<string>): string {
  const rows = listTests(tx, asked.take + asked.offset, asked.after).slice(asked.offset)
  return JSON.stringify(paged(asked, rows, countTests(tx), { show: testSummaryJson, cursor: ({ id }: TestFax) => id }))
}
