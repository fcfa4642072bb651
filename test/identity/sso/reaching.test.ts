import { afterAll, expect, test } from 'bun:test'
import { createReach, isInside } from '../../../src/kit/reaching.ts'

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: ({ url }) => {
    if (url.endsWith('/large')) return new Response('x'.repeat(2_000_000))
    if (url.endsWith('/away')) return Response.redirect('http://127.0.0.1:1/secret')
    return new Response('here')
  },
})
afterAll(() => server.stop(true))
const inside = createReach({ mayReachInside: true })
const outside = createReach({ mayReachInside: false })
const why = (asked: Promise<unknown>) =>
  asked.then(
    () => 'reached',
    (error: { why?: string }) => error.why,
  )

test('in production nothing of this machine or its neighbours is reached, by whatever name', async () => {
  for (const host of [
    '127.0.0.1',
    '[::1]',
    '10.0.0.1',
    '169.254.169.254',
    '192.168.1.1',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
  ])
    expect([host, await why(outside(`https://${host}:${server.port}/`, {}))]).toEqual([host, 'private'])
  expect(await why(outside(`https://localhost:${server.port}/`, {}))).toBe('private')
  expect(await why(outside(`http://localhost:${server.port}/`, {}))).toBe('address')
})

test('addresses of every kind are known for what they are', () => {
  for (const address of [
    '127.0.0.9',
    '10.1.2.3',
    '100.64.0.1',
    '172.31.0.1',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    'no address',
  ])
    expect([address, isInside(address)]).toEqual([address, true])
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1', '::ffff:8.8.8.8', '::ffff:808:808'])
    expect([address, isInside(address)]).toEqual([address, false])
})

test('while somebody tries things out, this very machine answers in clear, and nobody else', async () => {
  expect(await (await inside(`http://localhost:${server.port}/`, {})).text()).toBe('here')
  for (const url of ['http://id.example/', 'ftp://localhost/', 'https://u:p@localhost/', 'nonsense'])
    expect([url, await why(inside(url, {}))]).toEqual([url, 'address'])
})

test('a redirect is not followed, and an endless answer is not read', async () => {
  expect((await inside(`http://localhost:${server.port}/away`, {})).status).toBe(302)
  expect(await why(inside(`http://localhost:${server.port}/large`, {}))).toBe('too_large')
})

test('what cannot be reached says why', async () => {
  expect(await why(inside('http://localhost:9/', {}))).toBe('refused')
  expect(await why(inside('https://nobody.invalid/', {}))).toBe('name')
  expect(await why(inside(`https://localhost:${server.port}/`, {}))).toMatch(/certificate|refused/)
  expect(await why(inside(`http://localhost:${server.port}/`, { signal: AbortSignal.abort() }))).toBe('timeout')
})
