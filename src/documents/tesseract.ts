import { spawn, spawnSync } from 'node:child_process'
import { confined } from './isolation.ts'

export type PageReader = {
  /** What this machine lacks for it; undefined when nothing. */
  lacking(): string | undefined
  /** The words of a picture of a page that are told with some certainty; none of one that asks for too much. Throws when the program does not run. */
  read(png: Uint8Array, signal: AbortSignal): Promise<string>
}

export type PageReaderOptions = {
  readonly program?: string
  readonly seconds?: number
  readonly memoryMb?: number
  readonly niceness?: number
}

/** Of a hundred. Specks and lines of a bad scan are told as words with less. */
const LEAST_CONFIDENCE = 60
const MOST_BYTES = 4 * 1024 * 1024
/** Of the time by the clock: it stands behind everybody else for the processor. */
const LONGEST_MS = 300_000

/**
 * Tesseract, a process for each page: it gets the picture by a pipe, may write no file at all, has no network and lets everybody else go
 * first. The limit is of the processor's time: a page is not to blame for what else this machine does.
 */
export function tesseractReader({
  program = 'tesseract',
  seconds = 20,
  memoryMb = 512,
  niceness = 19,
}: PageReaderOptions = {}): PageReader {
  let complete = false
  const lacking = () => {
    const path = Bun.which(program)
    if (!path) return 'The program tesseract is missing on this machine.'
    complete ||= /^eng$/m.test(spawnSync(path, ['--list-langs'], { env: {}, encoding: 'utf8' }).stdout)
    return complete ? undefined : 'Tesseract has no English on this machine.'
  }
  return {
    lacking,
    async read(png, signal) {
      const path = Bun.which(program)
      if (!path) throw new Error(lacking())
      const command = confined([path, 'stdin', 'stdout', '-l', 'eng', '--psm', '3', 'tsv'], { seconds, memoryMb, niceness })
      const stop = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)])
      const { code, output } = await run(command, png, stop)
      stop.throwIfAborted()
      // Without a code it was ended by one of its limits, which is the page's doing.
      if (code !== null && code !== 0 && code < SIGNALS) throw new Error(`tesseract ended with ${code}.`)
      return code === 0 ? certainWords(output) : ''
    },
  }
}

/** From here on a shell tells the signal that ended its program. */
const SIGNALS = 128

function run([program = '', ...args]: readonly string[], png: Uint8Array, signal: AbortSignal) {
  return new Promise<{ readonly code: number | null; readonly output: string }>((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { OMP_THREAD_LIMIT: '1' }, cwd: '/' })
    const kill = () => void child.kill('SIGKILL')
    const chunks: Uint8Array[] = []
    let bytes = 0
    if (signal.aborted) kill()
    signal.addEventListener('abort', kill, { once: true })
    child.stdout.on('data', (chunk: Uint8Array) => {
      bytes += chunk.byteLength
      if (bytes > MOST_BYTES) kill()
      else chunks.push(chunk)
    })
    // A process that dies while it is being written to is noticed by its end, so a broken pipe says nothing new.
    child.stdin.on('error', () => {})
    child.on('error', reject)
    child.on('close', (code) => {
      signal.removeEventListener('abort', kill)
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') })
    })
    child.stdin.end(png)
  })
}

const [CONFIDENCE, WORD] = [10, 11]
const HAS_TWO_LETTERS = /[\p{L}\p{N}]{2}/u

export const certainWords = (tsv: string): string =>
  tsv
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((columns) => Number(columns[CONFIDENCE]) >= LEAST_CONFIDENCE && HAS_TWO_LETTERS.test(columns[WORD] ?? ''))
    .map((columns) => columns[WORD])
    .join(' ')
