import { join } from 'node:path'
import type { TenantId } from '../../src/tenancy/index.ts'

const PAGE = join(import.meta.dir, '../../test/fixtures/one-page.pdf')

export type Office = { readonly id: TenantId; readonly slug: string; readonly key: string }

/** What offices and operators ask of a server. Each throws when it is refused. */
export type Asking = {
  /** Has the server open the office. */
  look(office: Office): Promise<void>
  /** A contact, there when it resolves. */
  write(office: Office, name: string): Promise<string>
  contacts(office: Office): Promise<number>
  /** A fax of one page, taken when it resolves. Only where there is a carrier. */
  send(office: Office): Promise<string>
  /** The document of a fax that was taken, as the server hands it out. */
  document(office: Office, fax: string): Promise<Buffer>
  operate<T>(key: string, method: 'GET' | 'POST', path: string, body?: object): Promise<T>
}

/** The answer's status, where a proof wants to know. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    readonly status: number,
    readonly said: string,
  ) {
    super(`It was answered ${status}: ${said.slice(0, 200)}`)
  }
}

/** No two contacts of an office have one. */
let number = Math.floor(Math.random() * 10_000_000)

export function askingAt(port: number): Asking {
  async function ask(host: string, key: string, path: string, init: RequestInit = {}): Promise<Response> {
    const type = typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}
    const headers = { host: `${host}.localhost`, authorization: `Bearer ${key}`, ...type }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers })
    if (!response.ok) throw new Refused(response.status, await response.text())
    return response
  }
  const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id

  return {
    async look({ slug, key }) {
      await (await ask(slug, key, '/api/contacts')).arrayBuffer()
    },
    async write({ slug, key }, name) {
      const fax = `+1555${String(++number % 10_000_000).padStart(7, '0')}`
      return idOf(await ask(slug, key, '/api/contacts', { method: 'POST', body: JSON.stringify({ name, fax }) }))
    },
    async contacts({ slug, key }) {
      return ((await (await ask(slug, key, '/api/contacts?limit=1')).json()) as { totalItems: number }).totalItems
    },
    async send({ slug, key }) {
      const form = new FormData()
      form.set('to', '+15552001234')
      form.set('cover', 'false')
      form.set('files', new File([await Bun.file(PAGE).bytes()], 'page.pdf', { type: 'application/pdf' }))
      return idOf(await ask(slug, key, '/api/faxes', { method: 'POST', body: form }))
    },
    async document({ slug, key }, fax) {
      return Buffer.from(await (await ask(slug, key, `/api/faxes/${fax}/document.pdf`)).arrayBuffer())
    },
    async operate<T>(key: string, method: 'GET' | 'POST', path: string, body?: object) {
      const response = await ask('admin', key, path, { method, ...(body && { body: JSON.stringify(body) }) })
      return (await response.json()) as T
    },
  }
}
