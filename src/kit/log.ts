import { AsyncLocalStorage } from 'node:async_hooks'

export type Level = 'debug' | 'info' | 'warn' | 'error'
/** What a log line may hold: ids, counts, codes. Never a name, a number someone dials, a note, a body or a URL with a query. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>
export type Log = (level: Level, event: string, facts?: Facts) => void

const ORDER: readonly Level[] = ['debug', 'info', 'warn', 'error']
export const requestScope = new AsyncLocalStorage<string>()

export type Write = (line: string, urgent: boolean) => void

/** One JSON object a line on stderr. */
export function createLog(least: Level, write: Write = writeTogether): Log {
  return (level, event, facts = {}) => {
    if (ORDER.indexOf(level) < ORDER.indexOf(least)) return
    const line = JSON.stringify({ at: new Date().toISOString(), level, event, request: requestScope.getStore(), ...facts })
    write(`${line}\n`, level === 'warn' || level === 'error')
  }
}

const TOGETHER_MS = 20

let waiting = ''
let timer: Timer | undefined
process.once('exit', flush)

/** A line for each request, each written by itself, has the reader woken as often as the server. What tells of trouble never waits. */
function writeTogether(line: string, urgent: boolean): void {
  waiting += line
  if (urgent) flush()
  else timer ??= setTimeout(flush, TOGETHER_MS).unref()
}

function flush(): void {
  clearTimeout(timer)
  timer = undefined
  const text = waiting
  waiting = ''
  if (text) process.stderr.write(text)
}

/** What a log may say of a thrown thing: its class, its code and where it was thrown, never its message, which may quote a value. */
export function describeError(error: unknown): Facts {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = codeOf(error) ?? codeOf(error.cause)
  const where = error.stack
    ?.replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim().replace(/\(?\/.*\/(src|views|carrier|test|node_modules)\//, '($1/'))
    .join(' < ')
  return { error: error.name, code, where }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
