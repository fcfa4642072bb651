import { join } from 'node:path'
import { type Ask, until } from './server.ts'

const FIXTURES = join(import.meta.dir, '../fixtures')

export type Fax = {
  readonly id: string
  readonly status: string
  readonly pages: number
  readonly sha256: string | null
  readonly recipients: readonly {
    readonly id: string
    readonly to: string
    readonly status: string
    readonly tries: number
    readonly nextTryAt: string | null
    readonly cause: { readonly code: string } | null
  }[]
  readonly files: readonly { readonly name: string; readonly sha256: string }[]
  readonly timeline: readonly { readonly action: string; readonly message: string; readonly attempt: number | null }[]
  readonly links: { readonly document: string | null }
}

const fixtures = new Map<string, Uint8Array<ArrayBuffer>>()

export async function fixture(name: string): Promise<File> {
  const bytes = fixtures.get(name) ?? (await Bun.file(join(FIXTURES, name)).bytes())
  fixtures.set(name, bytes)
  return new File([bytes], name)
}

/** A fax as a program posts it: one page, no cover, unless said otherwise. */
export async function faxForm(
  to: string | readonly string[],
  fields: Readonly<Record<string, string>> = {},
  ...files: string[]
): Promise<FormData> {
  const form = new FormData()
  for (const each of typeof to === 'string' ? [to] : to) form.append('to', each)
  for (const [name, value] of Object.entries({ cover: 'false', ...fields })) form.set(name, value)
  for (const each of files.length > 0 ? files : ['one-page.pdf']) form.append('files', await fixture(each))
  return form
}

export const getJson = async <T>(ask: Ask, path: string): Promise<T> => (await (await ask(path)).json()) as T

export type Submitted = Pick<Fax, 'id' | 'status' | 'pages' | 'recipients'>
type Refused = {
  readonly code: string
  readonly detail: string
  readonly errors: readonly { readonly field: string; readonly message: string }[]
}

export const postFax = (ask: Ask, body: string | FormData, headers: Record<string, string> = {}) =>
  ask('/api/faxes', { method: 'POST', body, headers })
export const sendFax = async (ask: Ask, ...form: Parameters<typeof faxForm>) =>
  (await (await postFax(ask, await faxForm(...form))).json()) as Submitted
export const refused = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as Refused) })
export const settled = (ask: Ask, id: string, status: string) =>
  until(async () => {
    const fax = await getJson<Fax>(ask, `/api/faxes/${id}`)
    return fax.status === status && fax
  })
