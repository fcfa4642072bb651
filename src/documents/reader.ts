import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { collectFrames, type Frame, frameBytes } from './frames.ts'
import { readerCommand } from './isolation.ts'

/** Why no answer came: too slow, too much memory, died while working, or never came up. */
export type Lost = 'timeout' | 'memory' | 'exit' | 'unstarted'

export type ReaderLimits = { readonly memoryMb: number }

export type Reader = {
  readonly ready: Promise<boolean>
  readonly pid: number
  ask(frame: Frame, timeoutMs: number): Promise<Frame | Lost>
  /** Megabytes in memory now; 0 when the process is gone. */
  memoryMb(): number
  stop(): void
}

const START_MS = 15_000
const WATCH_MS = 10
const WAITING_FACTOR = 3
const LARGEST_ANSWER = 256 * 1024 * 1024

/** One process that opens documents, one question at a time. While it is idle it does not keep this process alive. */
export function startReader(limits: ReaderLimits): Reader {
  const child = launch()
  const desk: Desk = { settle: () => {} }
  const ready = answerOf(desk, child, START_MS, Number.POSITIVE_INFINITY).then((first) => typeof first !== 'string')
  listen(child, desk)
  return {
    ready,
    pid: child.pid ?? 0,
    async ask(frame, timeoutMs) {
      if (!(await ready)) return 'unstarted'
      const answered = answerOf(desk, child, timeoutMs, limits.memoryMb)
      for (const part of frameBytes(frame)) child.stdin.write(part)
      return answered
    },
    memoryMb: () => memoryMb(child.pid),
    stop: () => child.kill('SIGKILL'),
  }
}

/** Where the one answer that is waited for is handed over. */
type Desk = { settle(answer: Frame | Lost): void }

/** The time is that of the processor: a document is not to blame for what else this machine does. Only three times as long is too long anyhow. */
function answerOf(desk: Desk, child: Child, timeoutMs: number, mostMb: number): Promise<Frame | Lost> {
  return new Promise((resolve) => {
    const kill = (because: Lost) => {
      child.kill('SIGKILL')
      desk.settle(because)
    }
    const before = workedMs(child.pid)
    const timer = setTimeout(() => kill('timeout'), timeoutMs * WAITING_FACTOR)
    const watch = setInterval(() => {
      if (memoryMb(child.pid) > mostMb) kill('memory')
      else if (workedMs(child.pid) - before > timeoutMs) kill('timeout')
    }, WATCH_MS)
    desk.settle = (answer) => {
      desk.settle = () => {}
      clearTimeout(timer)
      clearInterval(watch)
      resolve(answer)
    }
  })
}

type Child = ChildProcessByStdio<Writable, Readable, null>

function launch(): Child {
  const [program = '', ...args] = readerCommand()
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env: {}, cwd: import.meta.dir })
  // Only the timer of a question keeps this process alive. Bun.spawn's pipes cannot be let go, and `ref` on this one is not undone by `unref`.
  child.unref()
  const output: Readable & { unref?(): void } = child.stdout
  output.unref?.()
  return child
}

function listen(child: Child, desk: Desk): void {
  const collect = collectFrames(LARGEST_ANSWER, (frame) => desk.settle(frame))
  child.stdout.on('data', (chunk: Uint8Array) => {
    try {
      collect(chunk)
    } catch {
      child.kill('SIGKILL')
    }
  })
  child.on('exit', () => desk.settle('exit'))
  child.on('error', () => desk.settle('exit'))
  // A process that dies while it is being written to is noticed by its exit, so a broken pipe says nothing new.
  child.stdin.on('error', () => {})
}

function memoryMb(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1])
    return (pages * 4096) / 1024 / 1024
  } catch {
    return 0
  }
}

/** Milliseconds of processor it has had, in steps of ten; 0 when the process is gone. proc(5): the name may hold spaces and ends with a bracket. */
function workedMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number)
    return (user + system) * 10
  } catch {
    return 0
  }
}
