import type { Tx } from '../../tenancy/index.ts'
import type { Found } from '../search/finding.ts'
import type { Note } from './notes.ts'
import type { ReceivedFax } from './received.ts'
import { tagsOf } from './tags.ts'

/** How a received fax is written in JSON. */
export const receivedJson = (fax: ReceivedFax & { readonly tags: readonly string[]; readonly found?: Found }) => ({
  id: fax.id,
  status: fax.status,
  from: fax.from,
  to: fax.to,
  pages: fax.pages,
  partial: fax.partial,
  sha256: fax.sha256,
  receivedAt: fax.receivedAt,
  readAt: fax.readAt,
  readBy: fax.readBy,
  shelf: fax.shelf,
  assignedTo: fax.assignedTo,
  urgent: fax.urgent,
  tags: [...fax.tags],
  cause: fax.cause,
  trashedAt: fax.trashedAt,
  ...(fax.found && { foundIn: [...fax.found.in] }),
  links: { self: `/api/received/${fax.id}`, document: fax.fileId ? `/api/received/${fax.id}/document` : null },
})

export const withTags = (tx: Tx, fax: ReceivedFax) => ({ ...fax, tags: tagsOf(tx, fax.id) })

export const noteJson = ({ id, text, writtenBy, writtenAt }: Note) => ({ id, text, writtenBy, writtenAt })
