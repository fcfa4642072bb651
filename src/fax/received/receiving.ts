import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import type { Documents } from '../../documents/index.ts'
import { type Files, keepFile, type Stored } from '../../files/index.ts'
import { cancel, done, enqueue, type Handler, handle, reschedule, retry, step } from '../../jobs/index.ts'
import { conflict } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import { parsePhone } from '../../kit/phone.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import type { AccountId } from '../accounts/accounts.ts'
import { type Carriers, carrierFor } from '../accounts/carriers.ts'
import type { Carrier, CarrierFax } from '../carrier.ts'
import { type CarrierEvent, type Effect, keepEvent } from '../events.ts'
import { FETCH, fetchKey } from '../kinds.ts'
import { planReading } from '../page-text/planning.ts'
import type { Colleagues } from './colleagues.ts'
import { refreshText } from './found-by.ts'
import { mailArrival } from './mailing/planning.ts'
import { routeByNumber } from './number-routing.ts'
import { changed, findReceived, getReceived, type ReceivedFax, type ReceivedId } from './received.ts'
import { applyRules } from './rule-testing.ts'
import { receivedFaxes } from './schema.tenant.ts'
import { isBlocked } from './senders.ts'
import { tellOfArrival } from './telling.ts'

/** Both spellings of an inbound fax that is complete: the tutorials' fax.received, and fax.delivered with direction inbound. */
const COMPLETE = new Set(['received', 'delivered'])

export function applyInboundEvent(tx: Tx, event: CarrierEvent, fax: CarrierFax, accountId: AccountId | null = null): Effect {
  const complete = COMPLETE.has(fax.status)
  if (!keepEvent(tx, event, fax.carrierId, complete ? 'applied' : 'kept')) return 'repeated'
  if (complete) receiveFax(tx, fax, accountId)
  return complete ? 'applied' : 'kept'
}

/** A row at once, the document by a job. False when it is known already. */
export function receiveFax(tx: Tx, fax: CarrierFax, accountId: AccountId | null = null): boolean {
  const row = tx.db
    .insert(receivedFaxes)
    .values({
      id: newId(),
      carrierId: fax.carrierId,
      accountId,
      from: parsePhone(fax.from) ?? fax.from,
      to: parsePhone(fax.to) ?? fax.to,
      status: 'downloading',
      shelf: isBlocked(tx, parsePhone(fax.from) ?? fax.from) ? 'blocked' : 'inbox',
      pages: fax.pages ?? null,
      partial: fax.partial,
      mediaUrl: fax.mediaUrl ?? null,
      receivedAt: fax.createdAt.getTime() > 0 ? fax.createdAt : tx.now,
    })
    .onConflictDoNothing()
    .returning()
    .get()
  if (!row) return false
  refreshText(tx, row.id)
  record(tx, 'received.announced', row.id, { carrier: fax.carrierId })
  enqueue(tx, FETCH, { receivedId: row.id }, { uniqueKey: fetchKey(row.id) })
  announce(tx, { kind: 'changed', topic: 'received' })
  return true
}

type FetchDeps = { readonly carrier: Carriers; readonly files: Files; readonly documents: Documents; readonly colleagues: Colleagues }

/** fax.fetch: the carrier's links live minutes, so the document is brought home at once and sealed. */
export const faxFetcher = (deps: FetchDeps): Handler =>
  handle(
    FETCH,
    (tx, { receivedId }) => {
      const row = findReceived(tx, receivedId)
      if (!row || row.status === 'received') return cancel('It is here already.')
      tx.db
        .update(receivedFaxes)
        .set({ tries: row.tries + 1, status: 'downloading' })
        .where(eq(receivedFaxes.id, row.id))
        .run()
      const carrier = carrierFor(tx, deps.carrier, row.accountId)
      return step(
        () => fetchDocument({ ...deps, carrier }, tx.tenantId, row),
        (after, answer) => {
          if (typeof answer === 'string') return noteTrouble(after, receivedId, answer)
          arrived(after, receivedId, answer)
          settleIn(after, receivedId, deps.colleagues)
          return done
        },
      )
    },
    { died: (tx, { receivedId }) => failed(tx, receivedId) },
  )

type Arrived = { readonly stored: Stored; readonly pages: number }

async function fetchDocument(
  deps: Pick<FetchDeps, 'files' | 'documents'> & { readonly carrier: Carrier },
  tenantId: Tx['tenantId'],
  row: ReceivedFax,
): Promise<Arrived | string> {
  const first = row.mediaUrl ? await deps.carrier.download(row.mediaUrl) : ({ is: 'expired' } as const)
  const answer = first.is === 'expired' ? await downloadRenewed(deps.carrier, row.carrierId) : first
  if (answer.is !== 'document') return 'The carrier did not hand over the document.'
  const inspected = await deps.documents.inspect(tenantId, answer.bytes, 'The received fax')
  if (!inspected.ok) return 'The document from the carrier could not be read.'
  return { stored: await deps.files.put(tenantId, answer.bytes), pages: inspected.pages }
}

async function downloadRenewed(carrier: Carrier, carrierId: string) {
  const renewed = await carrier.renewMedia(carrierId)
  if (renewed.is !== 'found' || !renewed.fax.mediaUrl) return { is: 'unavailable' as const }
  return carrier.download(renewed.fax.mediaUrl)
}

function arrived(tx: Tx, id: ReceivedId, { stored, pages }: Arrived): void {
  keepFile(tx, stored)
  tx.db
    .update(receivedFaxes)
    .set({ status: 'received', fileId: stored.id, sha256: stored.sha256, pages, mediaUrl: null, cause: null })
    .where(eq(receivedFaxes.id, id))
    .run()
  record(tx, 'received.stored', id, { pages, sha256: stored.sha256 })
  changed(tx, id)
}

/** What the office said beforehand is done with it, and who wanted to know is told. */
function settleIn(tx: Tx, id: ReceivedId, colleagues: Colleagues): void {
  routeByNumber(tx, getReceived(tx, id), colleagues)
  applyRules(tx, getReceived(tx, id), colleagues)
  tellOfArrival(tx, getReceived(tx, id), colleagues)
  mailArrival(tx, getReceived(tx, id))
  planReading(tx, id)
}

function noteTrouble(tx: Tx, id: ReceivedId, because: string) {
  tx.db.update(receivedFaxes).set({ cause: 'never_arrived' }).where(eq(receivedFaxes.id, id)).run()
  record(tx, 'received.fetch_failed', id)
  changed(tx, id)
  return retry(because)
}

function failed(tx: Tx, id: ReceivedId): void {
  tx.db.update(receivedFaxes).set({ status: 'failed', cause: 'never_arrived' }).where(eq(receivedFaxes.id, id)).run()
  record(tx, 'received.failed', id)
  changed(tx, id)
}

/** A person asks for another go. Throws conflict when the document is here. */
export function fetchAgain(tx: Tx, id: ReceivedId): void {
  const row = getReceived(tx, id)
  if (row.status === 'received') throw conflict('The document is here already.')
  tx.db.update(receivedFaxes).set({ status: 'downloading' }).where(eq(receivedFaxes.id, id)).run()
  // A job that waits for its next try is told not to wait.
  if (!enqueue(tx, FETCH, { receivedId: id }, { uniqueKey: fetchKey(id) })) reschedule(tx, fetchKey(id), tx.now)
  record(tx, 'received.fetch_asked', id)
  changed(tx, id)
}
