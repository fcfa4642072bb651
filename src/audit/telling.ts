import type { Tx } from '../tenancy/index.ts'
import { type AuditEvent, type Removed, removedAmong } from './trail.ts'
import { wordsFor } from './words.ts'

/** Names of people and keys by id, as the module that owns them knows them. */
export type Names = ReadonlyMap<string, string>
type Subject = { readonly label: string; readonly href?: string; readonly removed?: Removed }
export type Told = {
  readonly seq: number
  readonly at: Date
  readonly who: string
  readonly what: string
  readonly subject: Subject | undefined
}

/** Where a subject can be looked at, and what one must be allowed to do so. */
const PLACES: Readonly<Record<string, { readonly noun: string; readonly path: string; readonly permission: string }>> = {
  fax: { noun: 'Fax', path: '/faxes/', permission: 'faxes:read' },
  received: { noun: 'Received fax', path: '/received/', permission: 'faxes:read' },
  contact: { noun: 'Contact', path: '/contacts/', permission: 'contacts:read' },
}

/** Entries in words, for someone with these permissions: nothing links to where they would be refused. */
export function tell(tx: Tx, events: readonly AuditEvent[], names: Names, permissions: ReadonlySet<string>): Told[] {
  const places = events.filter(({ action }) => Object.hasOwn(PLACES, kindOf(action))).map(({ subjectId }) => subjectId)
  const removed = removedAmong(tx, [...new Set(places)])
  return events.map((event) => ({
    seq: event.seq,
    at: event.at,
    who: whoIn(event, names),
    what: wordsFor(event.action) + howSure(event),
    subject: subjectOf(tx, event, names, { permissions, removed }),
  }))
}

/** How whoever gave somebody a way in made sure that it was they who asked. */
const SURE: Readonly<Record<string, string>> = { in_person: 'in person', called_back: 'by calling back', video_id: 'by video, with an ID' }
function howSure({ detail }: AuditEvent): string {
  if (!detail.includes('"sureBy"')) return ''
  const { sureBy = '' } = JSON.parse(detail) as { sureBy?: string }
  return Object.hasOwn(SURE, sureBy) ? `, made sure ${SURE[sureBy]}` : ''
}

const kindOf = (action: string) => action.split('.', 1)[0] ?? ''

export function whoIn({ actorKind, actorId }: Pick<AuditEvent, 'actorKind' | 'actorId'>, names: Names): string {
  const name = names.get(actorId)
  if (actorKind === 'key') return name ?? 'API key'
  if (actorKind === 'operator') return name ? `Operator ${name}` : 'Operator'
  if (actorKind === 'system') return 'Frontdesk'
  return name ?? 'Someone no longer listed'
}

type Known = { readonly permissions: ReadonlySet<string>; readonly removed: ReadonlyMap<string, Removed> }

/** Nothing where it would say again who it was, or which office. */
function subjectOf(tx: Tx, { action, subjectId, actorId }: AuditEvent, names: Names, { permissions, removed }: Known): Subject | undefined {
  if (subjectId === tx.tenantId || subjectId === actorId || subjectId === '') return undefined
  const name = names.get(subjectId)
  if (name !== undefined) return { label: name }
  const kind = kindOf(action)
  if (kind === 'job') return { label: `Job ${subjectId}` }
  const place = Object.hasOwn(PLACES, kind) ? PLACES[kind] : undefined
  if (!place) return { label: short(subjectId) }
  const label = `${place.noun} ${short(subjectId)}`
  const gone = removed.get(subjectId)
  if (gone) return { label, removed: gone }
  return permissions.has(place.permission) ? { label, href: `${place.path}${subjectId}` } : { label }
}

/** The end of an id tells two apart; its beginning is the time it was made. */
const short = (id: string) => (id.length > 12 ? `…${id.slice(-8)}` : id)
