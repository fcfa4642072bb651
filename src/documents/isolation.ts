import { programFile } from '../kit/programs.ts'

export type Isolation = 'no-network' | 'none'

let probed: readonly string[] | undefined

/** Whether documents are opened in a process that has no network, for the doctor's report. */
export function isolation(): Isolation {
  return launcher().some((word) => word.endsWith('unshare')) ? 'no-network' : 'none'
}

/** No core dump (it would put a document on the disk), no network, killed with its parent, no `.env` file read. */
export function readerCommand(): string[] {
  const entry = programFile('documents/inside/main')
  return ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', 'sh', ...launcher(), process.execPath, '--no-env-file', entry]
}

export type Confines = { readonly seconds: number; readonly memoryMb: number; readonly niceness: number }

/** Another program, in the same way. It may also write no file at all, and lets others go first. */
export function confined(program: readonly string[], { seconds, memoryMb, niceness }: Confines): string[] {
  const limits = `ulimit -c 0; ulimit -f 0; ulimit -t ${seconds}; ulimit -v ${memoryMb * 1024}; exec "$@"`
  return ['/bin/sh', '-c', limits, 'sh', ...launcher(), 'nice', '-n', `${niceness}`, ...program]
}

/** The first words of the command, as far as this machine permits them. Tried once: it costs two processes. */
function launcher(): readonly string[] {
  probed ??= [...firstThatWorks(withoutNetwork()), ...firstThatWorks([program('setpriv', '--pdeathsig', 'KILL')])]
  return probed
}

function withoutNetwork(): string[][] {
  const asRoot = program('unshare', '--net')
  const asUser = program('unshare', '--user', '--map-root-user', '--net')
  return process.getuid?.() === 0 ? [asRoot, asUser] : [asUser]
}

function program(name: string, ...args: string[]): string[] {
  const path = Bun.which(name)
  return path ? [path, ...args] : []
}

function firstThatWorks(candidates: string[][]): string[] {
  return candidates.find((words) => words.length > 0 && Bun.spawnSync([...words, '/bin/sh', '-c', ':'], QUIET).success) ?? []
}

const QUIET = { env: {}, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' } as const
