import type { AuditEvent } from '../../audit/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Found } from '../search/finding.ts'
import { whoJson } from '../who.ts'
import type { Note } from './notes.ts'
import type { ReceivedFax } from './received.ts'
import { tagsOf } from './tags.ts'
import { tell } from './words.ts'

/** How a received fax is written in JSON. */
export const receivedJson = (fax: ReceivedFax & { readonly tags: readonly string[]; readonly found?: Found }) => ({
  id: fax.id,
  status: fax.status,
  from: fax.from,
  to: fax.to,
  pages: fax.pages,
  partial: fax.partial,
  sha256: fax.sha256,
  content: fax.contentGoneAt ? ('gone' as const) : ('kept' as const),
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
  links: { self: `/api/received/${fax.id}`, document: fax.fileId && !fax.contentGoneAt ? `/api/received/${fax.id}/document` : null },
})

/** All that happened to it, and who looked at it. */
export const timelineJson = (events: readonly AuditEvent[], names: ReadonlyMap<string, string>) =>
  events.map((event) => ({
    at: event.at,
    action: event.action,
    message: tell(event, (id) => names.get(id)).what,
    who: whoJson(event, names),
  }))

export const withTags = (tx: Tx, fax: ReceivedFax) => ({ ...fax, tags: tagsOf(tx, fax.id) })

export const noteJson = ({ id, text, writtenBy, writtenAt }: Note) => ({ id, text, writtenBy, writtenAt })
