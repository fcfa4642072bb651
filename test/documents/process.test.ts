import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createDocuments, type Documents, type DocumentsOptions, isolation } from '../../src/documents/index.ts'
import { flateBomb, HARBOR, MAPLE, textPdf } from './samples.ts'

// Generous: the machine may be busy, and a process takes its time to start.
setDefaultTimeout(20_000)

const open: Documents[] = []
afterEach(() => {
  for (const documents of open.splice(0)) documents[Symbol.dispose]()
})

async function warm(options: DocumentsOptions = {}): Promise<Documents & { pid(): number }> {
  const documents = createDocuments(options)
  open.push(documents)
  await documents.warm()
  return { ...documents, pid: () => documents.pids()[0] ?? 0 }
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 5_000; !condition(); await Bun.sleep(5)) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`)
  }
}

const isUp = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
const residentMb = (pid: number) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) / 256

test('a file that takes too long is refused at the limit, and the next one is read', async () => {
  const documents = await warm({ timeoutMs: 400, memoryMb: 4_000 })
  const before = documents.pid()
  const slow = documents.inspect(MAPLE, flateBomb(600), 'slow.pdf')
  const next = documents.inspect(MAPLE, await textPdf(2), 'labs.pdf')
  expect(await slow).toMatchObject({ ok: false, reason: 'too_complex' })
  expect(await next).toMatchObject({ ok: true, pages: 2 })
  expect(isUp(before)).toBe(false)
})

test('a file that takes too much memory is refused long before the time limit', async () => {
  const documents = await warm({ timeoutMs: 60_000, memoryMb: 300 })
  const bomb = flateBomb(700)
  const pid = documents.pid()
  let most = 0
  const watch = setInterval(() => {
    if (existsSync(`/proc/${pid}/statm`)) most = Math.max(most, residentMb(pid))
  }, 2)
  expect(await documents.inspect(MAPLE, bomb, 'bomb.pdf')).toMatchObject({ ok: false, reason: 'too_complex' })
  clearInterval(watch)
  expect(most).toBeLessThan(450)
  expect(await documents.inspect(MAPLE, await textPdf(1), 'labs.pdf')).toMatchObject({ ok: true })
})

test('a process that is killed at work fails that file only', async () => {
  const documents = await warm({ memoryMb: 4_000, timeoutMs: 60_000 })
  const before = residentMb(documents.pid())
  const pid = documents.pid()
  const lost = documents.inspect(MAPLE, flateBomb(700), 'lost.pdf')
  const waiting = documents.inspect(MAPLE, await textPdf(2), 'labs.pdf')
  await until(() => residentMb(pid) > before + 50, 'the process at work')
  process.kill(pid, 'SIGKILL')
  expect(await lost).toMatchObject({ ok: false, reason: 'too_complex' })
  expect(await waiting).toMatchObject({ ok: true, pages: 2 })
})

test('a process that is killed while idle is not noticed', async () => {
  const documents = await warm()
  const pid = documents.pid()
  process.kill(pid, 'SIGKILL')
  await until(() => !isUp(pid), 'the end of the process')
  expect(await documents.inspect(MAPLE, await textPdf(2), 'labs.pdf')).toMatchObject({ ok: true, pages: 2 })
})

test('a document that cannot be assembled in time is "unavailable", with words for a person', async () => {
  const documents = await warm({ timeoutMs: 1, memoryMb: 4_000 })
  const file = { bytes: await textPdf(300), type: 'pdf' as const }
  await expect(documents.assemble(MAPLE, { files: [file] })).rejects.toMatchObject({ name: 'AppError', code: 'unavailable' })
  await expect(documents.renderPage(MAPLE, flateBomb(60), 1, 400)).rejects.toMatchObject({ name: 'AppError', code: 'unavailable' })
})

test('files are read in the order they came, each with its own answer', async () => {
  const files = await Promise.all(Array.from({ length: 12 }, (_, at) => textPdf(at + 1)))
  const places = files.map((_, at) => at)
  for (const processes of [1, 2]) {
    const documents = await warm({ processes })
    const done: number[] = []
    const seen = await Promise.all(files.map((bytes, at) => documents.inspect(MAPLE, bytes, `${at}.pdf`).finally(() => done.push(at))))
    expect(seen.map((answer) => answer.ok && answer.pages)).toEqual(places.map((at) => at + 1))
    expect(documents.pids()).toHaveLength(processes)
    if (processes === 1) expect(done).toEqual(places)
  }
})

test('an office that has much opened waits for itself: one that comes later is next', async () => {
  const documents = await warm()
  const page = await textPdf(1)
  const done: string[] = []
  const ask = (office: typeof MAPLE, name: string) => documents.inspect(office, page, `${name}.pdf`).finally(() => done.push(name))
  await Promise.all([...['m1', 'm2', 'm3', 'm4'].map((name) => ask(MAPLE, name)), ask(HARBOR, 'h1'), ask(HARBOR, 'h2')])
  expect(done).toEqual(['m1', 'm2', 'h1', 'm3', 'h2', 'm4'])
})

const full = (words: string) =>
  expect.objectContaining({ name: 'AppError', code: 'unavailable', retryAfterSeconds: 5, message: expect.stringContaining(words) })

test('an office whose line is full is told to come back, the other is served, and what waited is opened', async () => {
  const documents = await warm({ perOffice: 2 })
  const page = await textPdf(1)
  const ask = (office: typeof MAPLE) => documents.inspect(office, page, 'labs.pdf').catch((error: unknown) => error)
  const answers = await Promise.all([ask(MAPLE), ask(MAPLE), ask(MAPLE), ask(MAPLE), ask(HARBOR)])
  const opened = { ok: true, type: 'pdf', pages: 1 }
  expect(answers).toEqual([opened, opened, opened, full('Your office has many documents'), opened])
  expect(await ask(MAPLE)).toEqual(opened)
})

test.each([
  ['in number', { inAll: 1 }],
  ['in bytes', { bytes: 1_000 }],
])('when the line of all offices is full %s, everybody is told to come back', async (_, room) => {
  const documents = await warm(room)
  const page = new Uint8Array(900)
  page.set(Buffer.from('%PDF-1.7'))
  const ask = (office: typeof MAPLE) => documents.inspect(office, page, 'labs.pdf').catch((error: unknown) => error)
  const [working, waiting, refused] = await Promise.all([ask(MAPLE), ask(MAPLE), ask(HARBOR)])
  expect([working, waiting]).toEqual([expect.objectContaining({ ok: false }), expect.objectContaining({ ok: false })])
  expect(refused).toEqual(full('Many documents are waiting'))
  expect(await ask(HARBOR)).toMatchObject({ reason: 'broken' })
})

test('the process has no secrets, leaves no core file and, where it can, has no network', async () => {
  process.env['FRONTDESK_TEST_SECRET'] = 'hush'
  const documents = await warm()
  delete process.env['FRONTDESK_TEST_SECRET']
  const environment = readFileSync(`/proc/${documents.pid()}/environ`, 'utf8')
  expect(environment).not.toContain('hush')
  expect(environment).not.toContain('HOME=')
  expect(readFileSync(`/proc/${documents.pid()}/limits`, 'utf8')).toMatch(/Max core file size\s+0\s+0/)
  if (isolation() === 'none') return
  expect(readlinkSync(`/proc/${documents.pid()}/ns/net`)).not.toBe(readlinkSync('/proc/self/ns/net'))
  expect(readFileSync(`/proc/${documents.pid()}/net/dev`, 'utf8').match(/^\s*\w+:/gm)).toEqual(['    lo:'])
})

test('nothing can be asked after the end, and no process is left', async () => {
  const documents = await warm()
  const pid = documents.pid()
  documents[Symbol.dispose]()
  await expect(documents.inspect(MAPLE, await textPdf(1), 'labs.pdf')).rejects.toMatchObject({ code: 'unavailable' })
  await until(() => !isUp(pid), 'the end of the process')
})

const MODULE = fileURLToPath(new URL('../../src/documents/index.ts', import.meta.url))

test('an idle process does not keep its parent alive', async () => {
  const script = `import { createDocuments } from ${JSON.stringify(MODULE)}
    const documents = createDocuments(); await documents.warm(); console.log(documents.pids()[0])`
  const parent = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit', timeout: 8_000, killSignal: 'SIGKILL' })
  const pid = Number(await new Response(parent.stdout).text())
  expect(await parent.exited).toBe(0)
  await until(() => !isUp(pid), 'the end of the process')
})

test.skipIf(!Bun.which('setpriv'))('a process dies with its parent, even when it cannot notice that its input ended', async () => {
  const script = `import { createDocuments } from ${JSON.stringify(MODULE)}
    const documents = createDocuments(); await documents.warm(); console.log(documents.pids()[0]); setInterval(() => {}, 1000)`
  const parent = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit' })
  const { value } = await parent.stdout.getReader().read()
  const pid = Number(new TextDecoder().decode(value))
  process.kill(pid, 'SIGSTOP')
  parent.kill('SIGKILL')
  try {
    await until(() => !isUp(pid), 'the end of the process')
  } finally {
    if (isUp(pid)) process.kill(pid, 'SIGKILL')
  }
})
