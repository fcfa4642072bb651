import { expect, test } from 'bun:test'
import { assetRoutes } from '../../src/web/assets.routes.ts'
import { fiftyRows } from './pages.tsx'
import { fiftyReceived } from './received-pages.tsx'

const KB = 1024
const asset = (path: string) => Bun.file(new URL(`../../${path}`, import.meta.url)).bytes()
const gzip = (bytes: Uint8Array<ArrayBuffer>) => Bun.gzipSync(bytes, { level: 9 }).length

const css = async () => gzip(await asset('views/assets/tokens.css')) + gzip(await asset('views/assets/app.css'))
/** As it is sent. */
const script = async (name = 'app.js') =>
  gzip(new Uint8Array(await (await assetRoutes().handle(new Request(`http://localhost/assets/${name}`))).arrayBuffer()))
const htmx = async () => gzip(await asset('node_modules/htmx.org/dist/htmx.min.js'))

test('the styles together stay under 12 KB', async () => {
  expect(await css()).toBeLessThanOrEqual(12 * KB)
})

test('our script stays under 7 KB, and under 25 KB with htmx, the lock and passkeys', async () => {
  expect(await script()).toBeLessThanOrEqual(7 * KB)
  const all = [await script(), await script('lock.js'), await script('passkey.js'), await htmx()]
  expect(all.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(25 * KB)
})

test.each([
  ['sent', fiftyRows],
  ['received', fiftyReceived],
])('a list of fifty %s faxes stays under 14 KB', async (_, page) => {
  expect(gzip(new TextEncoder().encode(await page))).toBeLessThanOrEqual(14 * KB)
})

test('the script asks for no eval and writes no markup', async () => {
  const ours = await Promise.all(['app', 'lock', 'passkey'].map((name) => asset(`views/assets/${name}.js`)))
  const text = ours.map((each) => new TextDecoder().decode(each)).join()
  expect(text).not.toMatch(/\beval\b|new Function|insertAdjacentHTML|outerHTML|innerHTML/)
})

test('the styles fetch nothing from elsewhere', async () => {
  const text = new TextDecoder().decode(await asset('views/assets/app.css'))
  expect(text).not.toMatch(/url\(|@import/)
})
