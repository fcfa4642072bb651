import type { Answer, Specimen } from '../../test/documents/corpus/index.ts'

export type Asking = (path: string, init?: RequestInit) => Promise<Response>

/** As somebody of that office, over HTTP. */
export const askerAt =
  (port: number, slug: string, headers: Readonly<Record<string, string>>): Asking =>
  (path, init = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init, headers: { host: `${slug}.localhost:${port}`, ...headers } })

/** By the sentence, because that is what a person is told. */
const SENTENCES: readonly (readonly [string, RegExp])[] = [
  ['empty', /" is empty\. Check the file/],
  ['too_large', /MB, and a fax can be at most 50 MB/],
  ['encrypted', /is protected with a password/],
  ['broken', /is damaged and cannot be read in full/],
  ['too_many_pages', /and a fax can have at most 350/],
  ['too_complex', /is too complicated to open safely/],
  ['unsupported', /" is (an?|not|plain) /],
]

type Said = { readonly id?: string; readonly pages?: number; readonly errors?: readonly { readonly message: string }[] }

/** What the office was told, and the fax when there is one. */
export async function submit(ask: Asking, { file = 'labs.pdf', type = 'application/pdf', make }: Specimen, to: string) {
  const form = new FormData()
  form.set('to', to)
  form.set('cover', 'false')
  form.append('files', new File([new Uint8Array(await make())], file, { type }))
  const started = performance.now()
  const answer = await ask('/api/faxes', { method: 'POST', body: form })
  const ms = performance.now() - started
  const said = (await answer.json()) as Said
  if (answer.status === 202) return { said: { pages: said.pages } as Answer, fax: said.id, ms }
  const words = said.errors?.[0]?.message ?? ''
  const reason = answer.status === 422 && SENTENCES.find(([, sentence]) => sentence.test(words))?.[0]
  return { said: { reason: reason || `${answer.status} ${words}` } as Answer, fax: undefined, ms }
}

const PREPARED_MS = 60_000

/** An accepted fax must become a document of that many pages: undefined when it did, else what happened. */
export async function preparedWrongly(ask: Asking, id: string, pages: number): Promise<string | undefined> {
  for (const deadline = Date.now() + PREPARED_MS; Date.now() < deadline; await Bun.sleep(20)) {
    const fax = (await (await ask(`/api/faxes/${id}`)).json()) as { status: string; sha256: string | null; pages: number }
    if (fax.sha256) return fax.pages === pages ? undefined : `prepared with ${fax.pages} pages`
    if (fax.status === 'failed') return 'could not be prepared'
  }
  return 'was not prepared'
}

/** A page is drawn, or it is said in plain words that it cannot be. */
export async function drawnWrongly(ask: Asking, id: string): Promise<string | undefined> {
  const answer = await ask(`/api/faxes/${id}/pages/1`)
  await answer.arrayBuffer()
  return answer.status === 200 || answer.status === 503 ? undefined : `its page was answered ${answer.status}`
}
