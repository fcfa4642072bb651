import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dir, '../..')

export type Child = AsyncDisposable & { readonly pid: number; readonly firstLine: string; said(): string }
export type Starting = {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Resolves true once the process serves; without it the first line on its output says so. */
  readonly ready?: () => Promise<boolean>
}

const started = new Set<Bun.Subprocess>()
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})

const READY_MS = 60_000
/** For a script that measures before it speaks. */
const SPEAK_MS = 180_000

/** A process that lives as long as its measurement. Throws with its last words when it does not come up. */
export async function startProcess(command: readonly string[], { env = {}, cwd = ROOT, ready }: Starting): Promise<Child> {
  const child = Bun.spawn([...command], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...env },
    stdin: 'ignore',
    stdout: ready ? 'ignore' : 'pipe',
    stderr: 'pipe',
  })
  started.add(child)
  let said = ''
  void follow(child.stderr, (text) => {
    said = (said + text).slice(-4_000)
  })
  const stop = () => end(child)
  const up = ready ? poll(child, ready).then(() => '') : lineOf(child.stdout as ReadableStream<Uint8Array>)
  const firstLine = await Promise.race([up, gone(child), tooLate()]).catch(async (error: unknown) => {
    await stop()
    throw new Error(
      `${command.slice(0, 3).join(' ')} did not start (${error instanceof Error ? error.message : error}): ${said.slice(-600)}`,
    )
  })
  return { pid: child.pid, firstLine, said: () => said, [Symbol.asyncDispose]: stop }
}

async function gone(child: Bun.Subprocess): Promise<never> {
  throw new Error(`it ended with ${await child.exited}`)
}

async function tooLate(): Promise<never> {
  await Bun.sleep(SPEAK_MS)
  throw new Error('it took too long')
}

async function end(child: Bun.Subprocess): Promise<void> {
  started.delete(child)
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await child.exited
  clearTimeout(late)
}

async function poll(child: Bun.Subprocess, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_MS
  while (!(await ready().catch(() => false))) {
    if (child.exitCode !== null) return
    if (Date.now() > deadline) throw new Error('it took too long')
    await Bun.sleep(20)
  }
}

async function lineOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  for (let text = ''; ; ) {
    const { value, done } = await reader.read()
    text += decoder.decode(value, { stream: true })
    if (text.includes('\n')) {
      reader.releaseLock()
      void follow(stream, () => {})
      return text.slice(0, text.indexOf('\n'))
    }
    if (done) throw new Error('it said nothing')
  }
}

async function follow(stream: ReadableStream<Uint8Array>, hear: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  for await (const part of stream) hear(decoder.decode(part, { stream: true }))
}

/** Megabytes that the process has in memory, without its children. */
export function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}

/** Waits for what must come; throws in plain words when it does not. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs: number, everyMs = 50): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${withinMs / 1000} s.`)
    await Bun.sleep(everyMs)
  }
}

const LOOK_MS = 400
const AT_REST_MS = 20
const TICK_MS = 10

/** Waits until the process has hardly used a processor for a while: what a start does beside answering is over. */
export async function atRest(pid: number): Promise<void> {
  let before = Number.NEGATIVE_INFINITY
  const rests = () => {
    const [last, now] = [before, usedMs(pid)]
    before = now
    return now - last < AT_REST_MS
  }
  await until('Coming to rest', rests, 120_000, LOOK_MS)
}

function usedMs(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? []
  return (Number(user) + Number(system)) * TICK_MS
}
