import { expect, test } from 'bun:test'
import { assetRoutes } from '../../src/web/assets.routes.ts'
import { fiftyRows } from './pages.tsx'

const KB = 1024
const asset = (path: string) => Bun.file(new URL(`../../${path}`, import.meta.url)).bytes()
const gzip = (bytes: Uint8Array<ArrayBuffer>) => Bun.gzipSync(bytes, { level: 9 }).length

const css = async () => gzip(await asset('views/assets/tokens.css')) + gzip(await asset('views/assets/app.css'))
/** As it is sent. */
const script = async () =>
  gzip(new Uint8Array(await (await assetRoutes().handle(new Request('http://localhost/assets/app.js'))).arrayBuffer()))
const htmx = async () => gzip(await asset('node_modules/htmx.org/dist/htmx.min.js'))

test('the styles together stay under 12 KB', async () => {
  expect(await css()).toBeLessThanOrEqual(12 * KB)
})

test('our script stays under 6 KB, and under 25 KB with htmx', async () => {
  expect(await script()).toBeLessThanOrEqual(6 * KB)
  expect((await script()) + (await htmx())).toBeLessThanOrEqual(25 * KB)
})

test('a list of fifty rows stays under 14 KB', async () => {
  expect(gzip(new TextEncoder().encode(await fiftyRows))).toBeLessThanOrEqual(14 * KB)
})

test('the script asks for no eval and writes no markup', async () => {
  const text = new TextDecoder().decode(await asset('views/assets/app.js'))
  expect(text).not.toMatch(/\beval\b|new Function|insertAdjacentHTML|outerHTML|innerHTML/)
})

test('the styles fetch nothing from elsewhere', async () => {
  const text = new TextDecoder().decode(await asset('views/assets/app.css'))
  expect(text).not.toMatch(/url\(|@import/)
})
