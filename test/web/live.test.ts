import { afterEach, beforeEach, expect, jest, test } from 'bun:test'
import { type AnyElysia, Elysia } from 'elysia'
import { unauthenticated } from '../../src/kit/errors.ts'
import { type Admit, createLive, type Live, type Signed } from '../../src/web/index.ts'
import { liveRoutes } from '../../src/web/live.routes.ts'
import { type Offices, openOffices } from '../support/offices.ts'

let offices: Offices
let live: Live
let admit: Admit
let mayHear: (listener: Signed, topic: string) => boolean
beforeEach(() => {
  offices = openOffices()
  live = createLive()
  const ana: Signed = { tenant: offices.maple, slug: 'maple', officeName: 'Maple Street', permissions: new Set() }
  admit = () => ana
  mayHear = () => true
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
  offices[Symbol.dispose]()
})

async function listen() {
  const app: AnyElysia = new Elysia().use(
    liveRoutes({ admit: (asked) => admit(asked), live, mayHear: (listener, topic) => mayHear(listener, topic) }),
  )
  const { body } = await app.handle(new Request('http://maple.localhost/events'))
  if (!body) throw new Error('There is no stream.')
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const heard = async () => new TextDecoder().decode((await reader.read()).value)
  expect(await heard()).toStartWith('retry:')
  return { reader, heard }
}

test('what changes in the office is told to those who listen, and to no other office', async () => {
  const { reader, heard } = await listen()
  live.publish(offices.ids.harbor, 'fax:theirs')
  live.publish(offices.ids.maple, 'fax:ours')
  jest.advanceTimersByTime(20)
  expect(await heard()).toBe('data: fax:ours\n\n')
  await reader.cancel()
  expect(live.listeners).toBe(0)
})

test('only what somebody may know of is told, by the rights of the last few seconds', async () => {
  const { reader, heard } = await listen()
  mayHear = ({ permissions }, topic) => topic === 'fax:ours' || permissions.has('faxes:read')
  const publish = () => {
    for (const topic of ['fax:theirs', 'fax:ours']) live.publish(offices.ids.maple, topic)
    jest.advanceTimersByTime(20)
  }
  live.publish(offices.ids.maple, 'fax:theirs')
  jest.advanceTimersByTime(20)
  publish()
  expect(await heard()).toBe('data: fax:ours\n\n')
  const before = await admit({} as never)
  admit = () => ({ ...before, permissions: new Set(['faxes:read']) })
  jest.advanceTimersByTime(4_000)
  await Promise.resolve()
  publish()
  expect(await heard()).toBe('data: fax:theirs fax:ours\n\n')
  await reader.cancel()
})

test('a stream ends within five seconds of the right to listen', async () => {
  const { reader } = await listen()
  admit = () => {
    throw unauthenticated()
  }
  jest.advanceTimersByTime(4_000)
  expect((await reader.read()).done).toBe(true)
  expect(live.listeners).toBe(0)
})

test('whoever leaves while it is asked whether they may stay has left, and nothing else happens', async () => {
  const { reader } = await listen()
  const asked = Promise.withResolvers<Signed>()
  admit = () => asked.promise
  jest.advanceTimersByTime(4_000)
  await reader.cancel()
  const other = live.subscribe(offices.ids.maple, () => {})
  asked.reject(unauthenticated())
  await asked.promise.catch(() => {})
  expect(live.listeners).toBe(1)
  other()
})
