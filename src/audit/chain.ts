import { createHash } from 'node:crypto'

export type Link = {
  readonly seq: number
  readonly at: Date
  readonly actorKind: string
  readonly actorId: string
  readonly action: string
  readonly subjectId: string
  readonly detail: string
}

/** What the first entry follows: differs for each tenant, so one tenant's chain cannot stand in for another's. */
export const genesis = (tenantId: string): string => digest(`frontdesk audit v1|${tenantId}`)

/** SHA-256 over the hash before and every field, as a JSON array: no two different entries have the same text. */
export const linkHash = (before: string, link: Link): string =>
  digest(JSON.stringify([before, link.seq, link.at.getTime(), link.actorKind, link.actorId, link.action, link.subjectId, link.detail]))

const digest = (text: string) => createHash('sha256').update(text).digest('hex')
