import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import nodeCrypto from 'node:crypto'
import { makeApp } from '../../bin/machines/make.ts'
import { zapierApp, zapierPackage } from '../../bin/machines/zapier.ts'
import { addKey } from '../../src/identity/index.ts'
import { openHouse } from '../support/house.ts'

const OFFICE = 'http://maple.localhost'
const HOOK = 'https://hooks.automation.example/catch/1'
const DOCUMENT = 'https://files.automation.example/labs.pdf'

let house: ReturnType<typeof openHouse>
let apiKey: string
beforeAll(() => {
  house = openHouse()
  const scopes = ['webhooks', 'faxes:read', 'faxes:write', 'contacts:write']
  apiKey = house.maple.write((tx) => addKey(tx, 'maple', { name: 'Automation', scopes })).secret
})
afterAll(() => house[Symbol.dispose]())

type Options = {
  readonly url: string
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly params?: Record<string, string | number>
  readonly body?: unknown
  readonly skipThrowForStatus?: boolean
}
type Answer = { readonly status: number; readonly data: unknown; arrayBuffer(): Promise<ArrayBuffer>; throwForStatus(): void }
/** As Zapier's own: JSON both ways, and what is refused is thrown. */
type Z = { request(options: Options): Promise<Answer> }
type Operation = Readonly<Record<string, (z: Z, bundle: object) => Promise<never>>>
type App = {
  readonly authentication: { readonly test: { readonly url: string } }
  readonly beforeRequest: readonly ((request: Options, z: unknown, bundle: object) => Options)[]
  readonly triggers: Readonly<Record<string, { readonly operation: Operation & { readonly sample: object } }>>
  readonly creates: Readonly<Record<string, { readonly operation: Operation }>>
  readonly searches: Readonly<Record<string, { readonly operation: Operation }>>
}

const count = async (): Promise<number> => ((await (await ask(`${OFFICE}/api/webhooks`)).json()) as { data: unknown[] }).data.length
const ask = (url: string, init: RequestInit = {}) =>
  house.app.handle(new Request(url, { ...init, headers: { authorization: `Bearer ${apiKey}`, ...init.headers } }))

describe('the Zapier app', () => {
  let app: App
  const sentTo: { readonly url: string; readonly withKey: boolean }[] = []
  const bundle = (more: object = {}) => ({ authData: { url: `${OFFICE}/`, apiKey }, targetUrl: HOOK, inputData: {}, ...more })
  const z = (given: object): Z => ({
    async request(options) {
      const {
        url,
        method = 'GET',
        headers = {},
        params = {},
        body,
        skipThrowForStatus,
      } = app.beforeRequest.reduce<Options>((request, step) => step(request, undefined, given), options)
      sentTo.push({ url, withKey: 'Authorization' in headers })
      if (url === DOCUMENT) return answered(new Response('%PDF-1.4 labs'), true)
      const asked = new URL(url)
      for (const [name, value] of Object.entries(params)) asked.searchParams.set(name, String(value))
      const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
      return answered(await house.app.handle(new Request(asked.href, { method, headers, ...json })), skipThrowForStatus)
    },
  })
  async function answered(response: Response, mayFail = false): Promise<Answer> {
    const bytes = await response.arrayBuffer()
    const throwForStatus = () => {
      if (response.status >= 400) throw new Error(`${response.status} ${Buffer.from(bytes)}`)
    }
    if (!mayFail) throwForStatus()
    const isJson = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      data: isJson ? JSON.parse(Buffer.from(bytes).toString()) : {},
      arrayBuffer: async () => bytes,
      throwForStatus,
    }
  }
  const run = <T>(operation: Operation | undefined, step: string, more: object = {}): Promise<T> => {
    const given = bundle(more)
    const perform = operation?.[step]
    if (!perform) throw new Error(`There is no ${step}.`)
    return perform(z(given), given)
  }
  beforeAll(() => {
    const there: Readonly<Record<string, unknown>> = {
      crypto: nodeCrypto,
      './package.json': JSON.parse(zapierPackage()),
      'zapier-platform-core': { version: '19.1.0' },
    }
    const module = { exports: {} }
    new Function('module', 'require', zapierApp())(module, (name: string) => there[name])
    app = module.exports as App
  })

  test('names the office once its key is right', async () => {
    const { url } = app.authentication.test
    expect(await (await ask(url.replace('{{bundle.authData.url}}', OFFICE))).json()).toMatchObject({ tenant: { slug: 'maple' } })
  })

  test('has a trigger for every kind of event, which subscribes, samples and unsubscribes', async () => {
    const { data } = (await (await ask(`${OFFICE}/api/event-types`)).json()) as { data: { type: string; sample: object }[] }
    expect(Object.keys(app.triggers)).toEqual(data.map(({ type }) => type.replace('.', '_')))
    const trigger = app.triggers['fax_submitted']?.operation
    const subscribeData = await run<{ id: string; url: string; events: string[] }>(trigger, 'performSubscribe')
    expect(subscribeData).toMatchObject({ url: HOOK, events: ['fax.submitted'] })
    expect(await count()).toBe(1)
    expect(Object.keys(trigger?.sample ?? {})).toEqual(Object.keys(data[0]?.sample ?? {}))
    await run(trigger, 'performUnsubscribe', { subscribeData })
    expect(await count()).toBe(0)
  })

  test('sends the file that it was given, once for one reference, and asks for files without the key', async () => {
    const inputData = { to: '+15552010100', file: DOCUMENT, cover: false, subject: 'Labs', reference: 'order-1' }
    const first = await run<{ id: string; status: string }>(app.creates['send_fax']?.operation, 'perform', { inputData })
    const again = await run<{ id: string }>(app.creates['send_fax']?.operation, 'perform', { inputData })
    expect(again.id).toBe(first.id)
    expect(sentTo.find(({ url }) => url === DOCUMENT)).toEqual({ url: DOCUMENT, withKey: false })
    const found = await run<{ id: string }[]>(app.searches['get_fax']?.operation, 'perform', { inputData: { id: first.id } })
    expect(found).toMatchObject([{ id: first.id, subject: 'Labs' }])
    expect(await run<unknown[]>(app.searches['get_fax']?.operation, 'perform', { inputData: { id: 'a/b' } })).toEqual([])
    const listed = await run<{ type: string; data: { id: string } }[]>(app.triggers['fax_submitted']?.operation, 'performList')
    expect(listed[0]).toMatchObject({ type: 'fax.submitted', data: { id: first.id, url: expect.stringContaining(first.id) } })
  })

  test('adds a contact, and says why not', async () => {
    const inputData = { name: 'Elm Clinic', fax: '+15552010111' }
    expect(await run<object>(app.creates['add_contact']?.operation, 'perform', { inputData })).toMatchObject(inputData)
    await expect(run(app.creates['add_contact']?.operation, 'perform', { inputData: { name: '', fax: 'x' } })).rejects.toThrow('422')
  })
})

describe('the Make app', () => {
  const files = makeApp()
  const read = (path: string) => JSON.parse(files[path] ?? 'null') as Call
  type Call = {
    readonly url: string
    readonly method?: string
    readonly type?: string
    readonly headers?: Record<string, string>
    readonly qs?: Record<string, string>
    readonly body?: Record<string, unknown>
    readonly response?: { readonly data?: Record<string, string>; readonly output?: string; readonly iterate?: string }
  }

  /** What Make puts in for {{…}}; a whole value stays what it is. */
  function filled(value: unknown, facts: object): unknown {
    if (Array.isArray(value)) return value.map((each) => filled(each, facts))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, facts)]))
    if (typeof value !== 'string') return value
    const whole = /^\{\{([\w.]+)\}\}$/.exec(value)?.[1]
    if (whole) return at(facts, whole)
    return value.replace(/\{\{(?:ifempty\()?([\w.]+)[^}]*\}\}/g, (_, path: string) => String(at(facts, path)))
  }
  const at = (facts: object, path: string): unknown =>
    path.split('.').reduce<unknown>((here, step) => (here as Record<string, unknown> | undefined)?.[step], facts)

  async function call(path: string, facts: object): Promise<{ status: number; body: Record<string, unknown> }> {
    const base = filled(read('general/base.iml.json'), { connection: { url: OFFICE, apiKey } }) as {
      baseUrl: string
      headers: Record<string, string>
    }
    const { url, method = 'GET', type, headers, qs = {}, body } = filled(read(path), facts) as Call
    const asked = new URL(base.baseUrl + url)
    for (const [name, value] of Object.entries(qs)) asked.searchParams.set(name, String(value))
    const isForm = type === 'multipart/form-data'
    const answer = await house.app.handle(
      new Request(asked.href, {
        method,
        headers: { ...base.headers, ...headers, ...(body && !isForm && { 'content-type': 'application/json' }) },
        ...(body && { body: isForm ? formOf(body) : JSON.stringify(body) }),
      }),
    )
    return { status: answer.status, body: answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>) }
  }
  function formOf(body: Record<string, unknown>): FormData {
    const form = new FormData()
    for (const [name, value] of Object.entries(body))
      if (typeof value === 'object' && value !== null) {
        const { value: text, options } = value as { value: string; options: { filename: string } }
        form.append(name, new File([text], options.filename))
      } else if (value !== undefined) form.append(name, String(value))
    return form
  }

  test('names files that are there, and no others are', () => {
    const manifest = JSON.parse(files['makecomapp.json'] ?? '') as {
      components: Record<string, Record<string, { codeFiles: Record<string, string> }>>
    }
    const named = Object.values(manifest.components).flatMap((each) =>
      Object.values(each).flatMap(({ codeFiles }) => Object.values(codeFiles)),
    )
    expect([...named, 'general/base.iml.json', 'makecomapp.json'].sort()).toEqual(Object.keys(files).sort())
  })

  test('attaches its webhook by the id that detaches it', async () => {
    const facts = { webhook: { url: HOOK }, parameters: { event: 'fax.received' } }
    const attached = await call('webhooks/events.attach.iml.json', facts)
    expect([attached.status, await count()]).toEqual([201, 1])
    const data = filled(read('webhooks/events.attach.iml.json').response?.data, attached) as { externalHookId: string }
    expect((await call('webhooks/events.detach.iml.json', { webhook: data })).status).toBe(204)
    expect(await count()).toBe(0)
  })

  test('sends a file under a reference, asks what became of it, and hears of it by asking, too', async () => {
    const parameters = {
      to: '+15552010122',
      cover: false,
      subject: 'Labs',
      note: '',
      reference: 'run-7',
      fileName: 'labs.pdf',
      fileData: '%PDF-1.4 x',
    }
    const sent = await call('modules/send-fax.communication.iml.json', { parameters })
    expect(sent.status).toBe(202)
    expect((await call('modules/send-fax.communication.iml.json', { parameters })).body['id']).toBe(sent.body['id'])
    const id = String(sent.body['id'])
    expect((await call('modules/get-fax.communication.iml.json', { parameters: { id } })).body).toMatchObject({ id, subject: 'Labs' })
    const polled = await call('modules/poll-events.communication.iml.json', { parameters: { event: 'fax.submitted', limit: 5 } })
    expect((polled.body['data'] as { data: { id: string } }[])[0]?.data.id).toBe(id)
  })
})
