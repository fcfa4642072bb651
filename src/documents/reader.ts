import { readFileSync } from 'node:fs'
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
const WATCH_MS = 20
const LARGEST_ANSWER = 256 * 1024 * 1024

/** One process that opens documents, one question at a time. While it is idle it does not keep this process alive. */
export function startReader(limits: ReaderLimits): Reader {
  const child = Bun.spawn(readerCommand(), { stdin: 'pipe', stdout: 'pipe', stderr: 'ignore', env: {}, cwd: import.meta.dir })
  let settle: (answer: Frame | Lost) => void = () => {}

  const answer = (timeoutMs: number, watchMemory: boolean) =>
    new Promise<Frame | Lost>((resolve) => {
      child.ref()
      const kill = (because: Lost) => {
        child.kill('SIGKILL')
        settle(because)
      }
      const timer = setTimeout(() => kill('timeout'), timeoutMs)
      const watch = watchMemory ? setInterval(() => memoryMb(child.pid) > limits.memoryMb && kill('memory'), WATCH_MS) : undefined
      settle = (answered) => {
        settle = () => {}
        clearTimeout(timer)
        clearInterval(watch)
        child.unref()
        resolve(answered)
      }
    })

  const ready = answer(START_MS, false).then((first) => typeof first !== 'string')
  void listen(child.stdout, (frame) => settle(frame)).finally(() => {
    child.kill('SIGKILL')
    settle('exit')
  })

  return {
    ready,
    pid: child.pid,
    async ask(frame, timeoutMs) {
      if (!(await ready)) return 'unstarted'
      const answered = answer(timeoutMs, true)
      void send(child.stdin, frame)
      return answered
    },
    memoryMb: () => memoryMb(child.pid),
    stop: () => child.kill('SIGKILL'),
  }
}

async function listen(stream: ReadableStream<Uint8Array>, onFrame: (frame: Frame) => void): Promise<void> {
  const collect = collectFrames(LARGEST_ANSWER, onFrame)
  try {
    for await (const chunk of stream) collect(chunk)
  } catch {
    // A frame that makes no sense is the same as an end: the caller kills the process.
  }
}

/** A process that dies while it is being written to is noticed by its closed output, so a broken pipe says nothing new. */
async function send(stdin: Bun.FileSink, frame: Frame): Promise<void> {
  try {
    for (const part of frameBytes(frame)) stdin.write(part)
    await stdin.flush()
  } catch {}
}

function memoryMb(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1])
    return (pages * 4096) / 1024 / 1024
  } catch {
    return 0
  }
}
