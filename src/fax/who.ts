import type { AuditEvent } from '../audit/index.ts'
import type { Tx } from '../tenancy/index.ts'

/** Who a trail entry speaks of, by id: people who left too. */
export type Names = (tx: Tx) => ReadonlyMap<string, string>

/** Of an entry in a timeline, as JSON: `system` is Frontdesk itself. */
export const whoJson = ({ actorKind, actorId }: Pick<AuditEvent, 'actorKind' | 'actorId'>, names: ReadonlyMap<string, string>) => ({
  kind: actorKind,
  id: actorKind === 'system' ? null : actorId,
  name: names.get(actorId) ?? null,
})
