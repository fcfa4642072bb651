import type { ReceivedFax } from './received.ts'

/** How a received fax is written in JSON. */
export const receivedJson = (fax: ReceivedFax) => ({
  id: fax.id,
  status: fax.status,
  from: fax.from,
  to: fax.to,
  pages: fax.pages,
  partial: fax.partial,
  sha256: fax.sha256,
  receivedAt: fax.receivedAt,
  readAt: fax.readAt,
  cause: fax.cause,
  links: { self: `/api/received/${fax.id}`, document: fax.fileId ? `/api/received/${fax.id}/document` : null },
})
