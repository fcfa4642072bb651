import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openShell, root, type Shell } from './support.ts'

setDefaultTimeout(60_000)

type DevFile = { readonly url: string; readonly apiKey: string; readonly carrierUrl: string; readonly users: readonly unknown[] }

const CALLS_WITHIN_MS = 40_000

let shell: Shell
let carrierDir: string
let env: Record<string, string>
beforeAll(() => {
  shell = openShell()
  carrierDir = mkdtempSync(join(tmpdir(), 'frontdesk-carrier-'))
  env = { ...shell.env, PORT: '0', CARRIER_PORT: '0', CARRIER_DIR: carrierDir, CARRIER_SPEED: 'fast', CARRIER_CALLS: 'plain' }
})
afterAll(() => {
  shell[Symbol.dispose]()
  rmSync(carrierDir, { recursive: true, force: true })
})

const readDevFile = () => JSON.parse(readFileSync(join(shell.dataDir, 'dev.json'), 'utf8')) as DevFile
const spawn = (program: string, ...args: string[]) =>
  Bun.spawn([join(root, program), ...args], { cwd: join(root, 'test'), env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })

async function until<T>(look: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + CALLS_WITHIN_MS; ; await Bun.sleep(50)) {
    const seen = await look()
    if (seen) return seen as NonNullable<T>
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`)
  }
}

async function start() {
  const dev = spawn('bin/dev')
  const parts: Uint8Array[] = []
  void dev.stdout.pipeTo(new WritableStream({ write: (part) => void parts.push(part) }))
  const text = () => Buffer.concat(parts).toString()
  await until(() => text().includes('Frontdesk is up') || dev.exitCode !== null, 'bin/dev is up')
  return {
    text,
    async [Symbol.asyncDispose]() {
      dev.kill('SIGTERM')
      await dev.exited
    },
  }
}

test('bin/dev --check starts everything, leaves keys that only their owner can read, and stops', async () => {
  const check = spawn('bin/dev', '--check')
  expect(await check.exited).toBe(0)
  const said = await new Response(check.stdout).text()
  expect(said).toContain('bin/frontdesk fax send')
  expect(said).toMatch(/sign in {4}front@maple.localhost\n/)
  expect(statSync(join(shell.dataDir, 'dev.json')).mode & 0o777).toBe(0o600)
  const file = readDevFile()
  expect(file.users).toMatchObject([{ role: 'owner_admin' }, { role: 'admin' }, { role: 'user' }, { role: 'auditor' }])
  await expect(fetch(`${file.carrierUrl}/received`)).rejects.toThrow()
})

test('the owner’s code comes from the command line, in development only', async () => {
  const command = spawn('bin/frontdesk', 'dev', 'code')
  const [code, out] = [await command.exited, await new Response(command.stdout).text()]
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^\d{6} {3}for owner@maple.localhost, once, \d+ s left\n$/) })
  expect(await spawn('bin/frontdesk', 'dev', 'code', 'front@maple.localhost').exited).toBe(0)
  expect(await spawn('bin/frontdesk', 'dev', 'code', 'nobody@maple.localhost').exited).toBe(2)
  const production = Bun.spawn([join(root, 'bin/frontdesk'), 'dev', 'code'], { env: { ...env, NODE_ENV: 'production' }, stdout: 'pipe' })
  expect([await production.exited, await new Response(production.stdout).text()]).toEqual([1, ''])
})

test('a fax sent from the command line arrives at the far end with its cover; a call to us arrives too', async () => {
  const before = readDevFile()
  await using dev = await start()
  const file = readDevFile()
  expect(dev.text()).toContain(file.url)
  expect({ users: file.users, apiKey: file.apiKey }).toEqual({ users: before.users, apiKey: before.apiKey })

  const sent = spawn('bin/frontdesk', 'fax', 'send', 'fixtures/referral.pdf', '--to', '+15550100001', '--wait')
  const [code, out] = [await sent.exited, await new Response(sent.stdout).text()]
  const lines = out.trim().split('\n')
  expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: 'delivered' })
  expect(lines[0]).toMatch(/^[0-9a-f-]{36}$/)
  const arrived = (await (await fetch(`${file.carrierUrl}/received?to=%2B15550100001`)).json()) as { status: string; pages: number }[]
  expect(arrived).toMatchObject([{ status: 'delivered', pages: 4 }])

  const call = spawn('bin/frontdesk', 'dev', 'call', '--to', '+15550100100')
  expect(await call.exited).toBe(0)
  const port = new URL(file.url).port
  const received = await until(async () => {
    const headers = { host: `maple.localhost:${port}`, authorization: `Bearer ${file.apiKey}` }
    const list = (await (await fetch(`http://127.0.0.1:${port}/api/received`, { headers })).json()) as { data: { status: string }[] }
    return list.data.find(({ status }) => status === 'received')
  }, 'the call is received')
  expect(received).toMatchObject({ to: '+15550100100', pages: 1 })
})

test('a fax that cannot be delivered ends with what became of it, and exits with 1', async () => {
  await using _ = await start()
  const sent = spawn('bin/frontdesk', 'fax', 'send', 'fixtures/one-page.pdf', '--to', '+15550100006', '--no-cover', '--wait', '--json')
  const [code, out] = [await sent.exited, await new Response(sent.stdout).text()]
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ status: 'failed', pages: 1, cover: false })
})
