import type { Temper } from './behaviour.ts'
import type { Links } from './documents/links.ts'
import { type PrepareDeps, prepare } from './documents/prepare.ts'
import type { Shelf } from './documents/shelf.ts'
import { type Fax, isOver, type Status } from './fax.ts'
import { createGate } from './gate.ts'
import type { Ledger } from './ledger.ts'
import { call, type LineDeps } from './line.ts'
import type { Memory } from './memory.ts'
import { type Pace, paceOf } from './pace.ts'
import { passingTroubles, type Scenario, scenarioOf } from './scenarios.ts'
import type { Failure } from './t30/results.ts'
import type { Courier } from './webhooks/courier.ts'
import { mannerOf } from './webhooks/manners.ts'

export interface ExchangeDeps {
  readonly fast: boolean
  readonly lines: number
  readonly ledger: Ledger
  readonly courier: Courier
  readonly temper: Temper
  readonly memory: Memory
  readonly links: Links
  readonly shelf: Shelf
  readonly document: PrepareDeps
  readonly line: LineDeps
}

export interface Exchange {
  /** Takes a fax on; what happens next is told by webhooks. */
  accept(fax: Fax): void
  /** As if the request had been stuck on the way: the fax exists only after `ms`. */
  acceptLater(fax: Fax, ms: number): void
  cancel(fax: Fax): void
  /** Drops what is still to be accepted. */
  clear(): void
}

/** Moves outbound faxes from queued to their end. */
export function createExchange(deps: ExchangeDeps): Exchange {
  const lines = createGate(deps.lines)
  const documents = createGate(32)
  const late = new Set<Timer>()

  function accept(fax: Fax): void {
    deps.ledger.add(fax)
    tell(fax, 'fax.queued')
    void run(fax).catch((error: unknown) => {
      console.error('carrier: a fax could not be handled:', error)
      fail(fax, { reason: 'service_unavailable', internal: 'fs_service_unavailable' })
    })
  }

  function acceptLater(fax: Fax, ms: number): void {
    const timer = setTimeout(() => {
      late.delete(timer)
      const now = Date.now()
      accept({ ...fax, createdAt: now, updatedAt: now })
    }, ms)
    late.add(timer)
  }

  async function run(fax: Fax): Promise<void> {
    const scenario = scenarioOf(fax.to)
    const pace = paceOf(deps.fast, scenario)
    await pace.wait(pace.conversion, fax)
    const document = await documents.through(() => prepare(deps.document, fax))
    if ('failed' in document) return fail(fax, { reason: document.failed, internal: `media_${document.failed}` })
    if (ended(fax)) return
    keepStored(fax)
    step(fax, 'media.processed')
    tell(fax, 'fax.media.processed')
    await lines.through(() => dial(fax, scenario, pace, document.pages, document.digest))
  }

  async function dial(fax: Fax, scenario: Scenario, pace: Pace, pages: number, digest: string): Promise<void> {
    if (ended(fax)) return
    step(fax, 'originated')
    await pace.wait(pace.dialling, fax)
    if (ended(fax)) return
    const trouble = troubleOf(fax, scenario, digest)
    if (trouble && !trouble.inCall) return fail(fax, trouble)
    step(fax, 'sending')
    tell(fax, 'fax.sending.started')
    if (scenario.webhooks === 'with an unknown one') tell(fax, 'fax.page.transmitted', { page_number: 1 })
    if (trouble) return fail(fax, trouble)
    await send(fax, scenario, pace, pages)
  }

  async function send(fax: Fax, scenario: Scenario, pace: Pace, pages: number): Promise<void> {
    const arrival = await call(deps.line, fax, pages, scenario.cut ?? false)
    fax.callSeconds = arrival.seconds
    fax.callNote = arrival.note
    for (let page = 1; page <= Math.max(1, arrival.pages) && !fax.canceled; page += 1) await pace.wait(pace.page, fax)
    if (ended(fax)) return
    fax.pages = arrival.pages
    if (arrival.failure) return fail(fax, arrival.failure)
    step(fax, 'delivered')
    deps.shelf.settle(fax.id)
    deps.ledger.counts.delivered += 1
    tell(fax, 'fax.delivered', { page_count: fax.pages, call_duration_secs: fax.callSeconds })
  }

  function troubleOf(fax: Fax, scenario: Scenario, digest: string): (Failure & { readonly inCall?: true }) | null {
    const { fails } = scenario
    if (fails && (!fails.once || deps.memory.isFirst(`${fax.to} ${digest}`))) return fails
    return deps.temper.happens(deps.temper.now.failRate) ? deps.temper.oneOf(passingTroubles) : null
  }

  function keepStored(fax: Fax): void {
    const seconds = deps.temper.now.mediaSeconds
    if (fax.storeMedia && fax.hasPdf) fax.storedMediaUrl = deps.links.sign(`/documents/${fax.id}.pdf`, seconds)
    if (fax.storePreview && fax.hasPdf) fax.previewUrl = deps.links.sign(`/documents/${fax.id}.pdf`, seconds)
  }

  /** True when there is nothing left to do: somebody cancelled, or the fax was deleted. */
  function ended(fax: Fax): boolean {
    if (isOver(fax) || !deps.ledger.find(fax.id)) return true
    if (fax.canceled) fail(fax, { reason: 'sender_canceled', internal: 'fs_originator_cancel' })
    return fax.canceled
  }

  function fail(fax: Fax, failure: Failure): void {
    if (isOver(fax) || !deps.ledger.find(fax.id)) return
    fax.failureReason = failure.reason
    fax.internalFailureReason = failure.internal
    step(fax, 'failed')
    deps.shelf.settle(fax.id)
    deps.ledger.counts.failed += 1
    tell(fax, 'fax.failed', { failure_reason: failure.reason, internal_failure_reason: failure.internal })
  }

  function tell(fax: Fax, type: string, extra?: Readonly<Record<string, unknown>>): void {
    deps.courier.tell(fax, type, mannerOf(scenarioOf(fax.to), deps.fast), extra)
  }

  function cancel(fax: Fax): void {
    fax.canceled = true
  }

  function clear(): void {
    for (const timer of late) clearTimeout(timer)
    late.clear()
  }

  return { accept, acceptLater, cancel, clear }
}

function step(fax: Fax, status: Status): void {
  fax.status = status
  fax.updatedAt = Date.now()
}
