import { join } from 'node:path'
import type { Office } from './offices.ts'

export const RECIPIENTS = 50
/** What the carrier's own numbers do (carrier/README.md): repeats, reversals, silence, early news, lost answers, late calls. */
const MISBEHAVING = ['0008', '0009', '0010', '0011', '0012', '0013', '0014', '0016', '0017', '0021']
const PDF = new File([await Bun.file(join(import.meta.dir, '../../test/fixtures/one-page.pdf')).bytes()], 'letter.pdf')
const RETRY_MS = 25

export type Acknowledged = { readonly office: Office; readonly faxId: string }
export type Sender = Disposable & {
  readonly acknowledged: readonly Acknowledged[]
  /** Answers that no crash explains. */
  readonly refusals: readonly string[]
  /** Begins nothing more; resolves when every fax that was begun is acknowledged. */
  finish(): Promise<void>
}

/**
 * One program for each office that faxes all the time. A request without an answer is made again with the same Idempotency-Key until
 * there is one, so each key stands for one fax, however often the server died over it.
 */
export function startSender(offices: readonly Office[], port: number, mayBegin: (begun: number) => boolean): Sender {
  const acknowledged: Acknowledged[] = []
  const refusals: string[] = []
  let begun = 0
  let finishing = false
  let abandoned = false
  const programs = offices.map(async (office) => {
    while (!finishing) {
      if (!mayBegin(begun)) await Bun.sleep(RETRY_MS)
      else {
        const faxId = await insist(office, begun++)
        if (faxId) acknowledged.push({ office, faxId })
      }
    }
  })

  async function insist(office: Office, fax: number): Promise<string | undefined> {
    for (const key = crypto.randomUUID(); !abandoned; await Bun.sleep(RETRY_MS)) {
      const answer = await post(office, fax, key)
      if (answer?.status === 202) return JSON.parse(answer.body).id
      if (answer && answer.status !== 409 && answer.status !== 503) refusals.push(`${answer.status} ${answer.body.slice(0, 300)}`)
    }
    return undefined
  }

  async function post(office: Office, fax: number, key: string): Promise<{ status: number; body: string } | undefined> {
    const form = new FormData()
    for (const to of numbersOf(fax)) form.append('to', to)
    form.append('cover', 'false')
    form.append('files', PDF)
    const headers = { host: `${office.slug}.localhost:${port}`, authorization: `Bearer ${office.key}`, 'idempotency-key': key }
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/faxes`, { method: 'POST', headers, body: form })
      return { status: response.status, body: await response.text() }
    } catch {
      return undefined
    }
  }

  return {
    acknowledged,
    refusals,
    async finish() {
      finishing = true
      await Promise.all(programs)
    },
    [Symbol.dispose]() {
      finishing = true
      abandoned = true
    },
  }
}

/** No number twice in a run; the first of each fax misbehaves by itself. */
function numbersOf(fax: number): string[] {
  const ending = MISBEHAVING[fax % MISBEHAVING.length] ?? '0001'
  const plain = Array.from({ length: RECIPIENTS - 1 }, (_, index) => `+1${4_000_000_000 + fax * 10_000 + 1_000 + index}`)
  return [`+1${400_000 + fax}${ending}`, ...plain]
}
