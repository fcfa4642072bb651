import type { Cover } from '../../src/documents/index.ts'
import { draftBulk, type FaxId, startBulk, totalsOf, type Wanted } from '../../src/fax/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openFaxing, plainDocuments } from './faxing.ts'

export const numberOf = (n: number): string => `+1555201${String(n).padStart(4, '0')}`
/** So many lines, each with a name and a number. */
export const lines = (many: number): string => Array.from({ length: many }, (_, n) => `Practice ${n} <${numberOf(n)}>`).join('\n')

/** An office that sends bulks; `covers` has every cover page that was made, in order. */
export function openBulking() {
  const covers: (Cover | undefined)[] = []
  const faxing = openFaxing(undefined, {
    ...plainDocuments,
    assemble: async (_, { cover, files }) => {
      covers.push(cover)
      return { pdf: new Uint8Array(Buffer.from(`%PDF ${JSON.stringify(cover)}`)), pages: files.length + 1, sha256: '' }
    },
  })
  const { maple } = faxing
  const draft = (text: string, wanted: Partial<Wanted> = {}, tenant: Tenant = maple, content = 'the same for all') =>
    draftBulk(
      faxing,
      tenant,
      {
        name: 'Flu clinic',
        source: { text },
        cover: true,
        subject: 'Flu clinic',
        note: '',
        from: undefined,
        perMinute: null,
        officeHours: false,
        repeats: false,
        ...wanted,
      },
      [{ name: 'flu.pdf', bytes: Buffer.from(content) }],
    )
  return {
    ...faxing,
    covers,
    draft,
    async start(text: string, wanted: Partial<Wanted> = {}): Promise<FaxId> {
      const id = await draft(text, wanted)
      maple.write((tx) => startBulk(tx, id, true))
      return id
    },
    totals: (id: FaxId) => maple.read((tx) => totalsOf(tx, id)),
    /** Every call under way ends, by the last digits of its number. Returns how many did. */
    end(endOf: (to: string) => 'delivered' | string): number {
      const open = [...faxing.carrier.taken].filter(([, { status }]) => status === 'queued')
      for (const [id, { to }] of open) {
        const end = endOf(to)
        faxing.webhook(end === 'delivered' ? faxing.carrier.end(id, 'delivered') : faxing.carrier.end(id, 'failed', end))
      }
      return open.length
    },
    /** Turn by turn, each call ending before the next second, until nothing is called any more. */
    async goOn(endOf: (to: string) => 'delivered' | string = () => 'delivered'): Promise<void> {
      for (let ended = 1; ended > 0; ) {
        await faxing.work()
        ended = this.end(endOf)
        faxing.later(1_000)
      }
      await faxing.work()
    },
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}
export type Bulking = ReturnType<typeof openBulking>
