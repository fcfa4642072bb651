import type { Call, CarrierFax, Carriers, DownloadAnswer, SendAnswer } from '../../src/fax/index.ts'

/** What the next send does: an answer, or a way of not answering. */
export type Behaviour = SendAnswer | 'accept' | 'accept_silently' | 'lose'

export type TestCarrier = Carriers & {
  /** What goes through an office's own account. */
  own(accountId: string): TestCarrier
  /** Every call asked for, in order. */
  readonly asked: Call[]
  /** Every call taken, by carrier id. */
  readonly taken: Map<string, CarrierFax>
  readonly canceled: string[]
  next(...behaviours: Behaviour[]): void
  /** The call ends: what a webhook or a look would tell. */
  end(carrierId: string, status: 'delivered' | 'failed', cause?: string): CarrierFax
  offer(fax: Partial<CarrierFax> & { readonly carrierId: string }): CarrierFax
  documents: Map<string, DownloadAnswer>
  reachable: boolean
}

/** A carrier in memory, for the port: tests that need the wire use the local carrier. */
export function testCarrier(clock: () => Date): TestCarrier {
  const planned: Behaviour[] = []
  const taken = new Map<string, CarrierFax>()
  const inbound: CarrierFax[] = []
  const base = (call: Partial<CarrierFax>): CarrierFax => ({
    carrierId: '',
    clientState: undefined,
    direction: 'outbound',
    status: 'queued',
    from: '',
    to: '',
    cause: undefined,
    pages: undefined,
    seconds: undefined,
    mediaUrl: undefined,
    partial: false,
    createdAt: clock(),
    ...call,
  })
  const take = ({ to, from, clientState, mediaUrl }: Call): string => {
    const carrierId = crypto.randomUUID()
    taken.set(carrierId, base({ carrierId, to, from, clientState, mediaUrl }))
    return carrierId
  }
  const owned = new Map<string, TestCarrier>()
  const carrier: TestCarrier = {
    own(accountId) {
      const known = owned.get(accountId) ?? testCarrier(clock)
      owned.set(accountId, known)
      return known
    },
    under: (_, { id }) => carrier.own(id),
    asked: [],
    taken,
    canceled: [],
    documents: new Map(),
    reachable: true,
    next: (...behaviours) => void planned.push(...behaviours),
    end(carrierId, status, cause) {
      const known = taken.get(carrierId)
      if (!known) throw new Error('The test carrier has no such call.')
      const ended = { ...known, status, cause, ...(status === 'delivered' && { pages: 2, seconds: 31 }) }
      taken.set(carrierId, ended)
      return ended
    },
    offer(fax) {
      const offered = base({ direction: 'inbound', status: 'received', mediaUrl: `memory:${fax.carrierId}`, ...fax })
      inbound.push(offered)
      taken.set(offered.carrierId, offered)
      return offered
    },
    async send(call) {
      carrier.asked.push(call)
      const behaviour = planned.shift() ?? 'accept'
      if (behaviour === 'accept') return { is: 'accepted', carrierId: take(call) }
      if (behaviour === 'accept_silently') take(call)
      return typeof behaviour === 'string' ? { is: 'unknown' } : behaviour
    },
    async find({ clientState }) {
      if (!carrier.reachable) return { is: 'unavailable' }
      const fax = [...taken.values()].find((each) => each.clientState === clientState)
      return fax ? { is: 'found', fax } : { is: 'absent' }
    },
    async look(carrierId) {
      if (!carrier.reachable) return { is: 'unavailable' }
      const fax = taken.get(carrierId)
      return fax ? { is: 'found', fax } : { is: 'absent' }
    },
    async cancel(carrierId) {
      if (!carrier.reachable) return 'unavailable'
      carrier.canceled.push(carrierId)
      return 'asked'
    },
    async listInbound(since) {
      return carrier.reachable ? { is: 'listed', faxes: inbound.filter(({ createdAt }) => createdAt >= since) } : { is: 'unavailable' }
    },
    renewMedia: (carrierId) => carrier.look(carrierId),
    async download(url) {
      return carrier.documents.get(url) ?? { is: 'expired' }
    },
  }
  return carrier
}
