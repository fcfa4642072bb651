import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { forbidden } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import { sendLetter } from '../../mail/index.ts'
import { byOperator, type Tx } from '../../tenancy/index.ts'
import { activeOwners } from '../people/users.ts'
import { hashSecret, isSecret, newSecret } from '../secrets.ts'
import { type GrantId, runningGrant } from './grants.ts'
import { supportDoors, supportGrants, supportVisits } from './schema.tenant.ts'

export type Visit = typeof supportVisits.$inferSelect
type Visitor = { readonly id: string; readonly name: string }

const MINUTE = 60_000
const TICKET_MS = MINUTE
const IDLE_MS = 15 * MINUTE
/** The longest of all grants; when a session really ends is looked up at each request. */
export const VISIT_SECONDS = 72 * 3_600

/** For the way from the operators' host to the office's: once, within a minute. Throws AppError forbidden without a running grant. */
export function makeTicket(tx: Tx, { id, name }: Visitor): string {
  const grant = runningGrant(tx)
  if (!grant) throw forbidden('Nobody at this office has let support in. An owner can, under Settings, Support.')
  tx.db.delete(supportDoors).where(lte(supportDoors.expiresAt, tx.now)).run()
  return makeDoor(tx, 'ticket', { grantId: grant.id, operatorId: id, operatorName: name }, new Date(tx.now.getTime() + TICKET_MS))
}

/** Uses the ticket up; every owner hears of it. Undefined for one that was used, is late, or whose grant has ended. */
export function beginVisit(tx: Tx, ticket: string): string | undefined {
  if (!isSecret(ticket)) return undefined
  const isThis = and(eq(supportDoors.secretHash, hashSecret(ticket)), eq(supportDoors.kind, 'ticket'), gt(supportDoors.expiresAt, tx.now))
  const door = tx.db.delete(supportDoors).where(isThis).returning().get()
  const grant = runningGrant(tx)
  if (!door || grant?.id !== door.grantId) return undefined
  const { grantId, operatorId, operatorName } = door
  const visit = { id: newId<'support_visit'>(), grantId, operatorId, operatorName, beganAt: tx.now, seenAt: tx.now }
  tx.db.insert(supportVisits).values(visit).run()
  record({ ...tx, actor: byOperator({ id: operatorId }) }, 'support.entered', grantId)
  for (const { id, email } of activeOwners(tx)) sendLetter(tx, { letter: 'support_entered', personId: id, address: email })
  return makeDoor(tx, 'session', { grantId, operatorId, operatorName, visitId: visit.id }, grant.endsAt)
}

type Door = Pick<typeof supportDoors.$inferInsert, 'grantId' | 'operatorId' | 'operatorName' | 'visitId'>

function makeDoor(tx: Tx, kind: 'ticket' | 'session', door: Door, expiresAt: Date): string {
  const secret = newSecret()
  tx.db
    .insert(supportDoors)
    .values({ ...door, secretHash: hashSecret(secret), kind, expiresAt })
    .run()
  return secret
}

/** Who is in by this session, while its grant runs and for a quarter of an hour without use. */
export function findVisit(tx: Tx, secret: string) {
  if (!isSecret(secret)) return undefined
  const found = tx.db
    .select({ visit: supportVisits, endsAt: supportGrants.endsAt })
    .from(supportDoors)
    .innerJoin(supportVisits, eq(supportVisits.id, supportDoors.visitId))
    .innerJoin(
      supportGrants,
      and(eq(supportGrants.id, supportDoors.grantId), isNull(supportGrants.endedBy), gt(supportGrants.endsAt, tx.now)),
    )
    .where(and(eq(supportDoors.secretHash, hashSecret(secret)), eq(supportDoors.kind, 'session')))
    .get()
  return found && tx.now.getTime() - found.visit.seenAt.getTime() < IDLE_MS ? found : undefined
}

/** Each thing that is asked for, refused or not, in the office's own trail. */
export function noteLook(tx: Tx, { id, grantId }: Visit, route: string, isOpen: boolean): void {
  tx.db.update(supportVisits).set({ seenAt: tx.now }).where(eq(supportVisits.id, id)).run()
  record(tx, isOpen ? 'support.looked' : 'support.refused', grantId, { route })
}

export function leave(tx: Tx, secret: string): void {
  const door = tx.db
    .delete(supportDoors)
    .where(eq(supportDoors.secretHash, hashSecret(secret)))
    .returning()
    .get()
  if (!door?.visitId) return
  tx.db.update(supportVisits).set({ leftAt: tx.now }).where(eq(supportVisits.id, door.visitId)).run()
  record(tx, 'support.left', door.grantId)
}

export type VisitShown = Visit & { readonly isIn: boolean }

/** Who came under this grant, and who is in now. */
export function listVisits(tx: Tx, grantId: GrantId): VisitShown[] {
  const open = new Set(
    tx.db
      .select({ id: supportDoors.visitId })
      .from(supportDoors)
      .where(and(eq(supportDoors.grantId, grantId), gt(supportDoors.expiresAt, tx.now)))
      .all()
      .map(({ id }) => id),
  )
  return tx.db
    .select()
    .from(supportVisits)
    .where(eq(supportVisits.grantId, grantId))
    .orderBy(asc(supportVisits.beganAt))
    .all()
    .map((visit) => ({ ...visit, isIn: open.has(visit.id) && tx.now.getTime() - visit.seenAt.getTime() < IDLE_MS }))
}
