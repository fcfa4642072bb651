import { programFile } from '../../kit/programs.ts'
import { openNative } from '../binding.ts'
import { type Opening, openDb, setCipher } from '../open.ts'
import { LogBegunAnew } from './log.ts'
import { type CopyState, type Keyed, type PagesCopy, resumeCopy } from './pages-copy.ts'

/**
 * A copy of a file under another key, made while others write to it: whole as of some commit, and caught up by calls. The log is held, so
 * that what is committed meanwhile stays in it to be read. Throws LogBegunAnew.
 */
export async function copyUnderKey(from: Keyed, to: Keyed): Promise<PagesCopy> {
  const held = holdLog(from)
  try {
    const copy = resumeCopy(from, to, await copyApart(from, to))
    return {
      catchUp: copy.catchUp,
      finish: copy.finish,
      get state() {
        return copy.state
      },
      [Symbol.dispose]() {
        copy[Symbol.dispose]()
        held[Symbol.dispose]()
      },
    }
  } catch (error) {
    held[Symbol.dispose]()
    throw error
  }
}

/** A reader of the log as it is: until it is done, nobody begins the log anew. */
function holdLog({ path, keyHex }: Keyed): Disposable {
  const client = openNative(path, { fileMustExist: true })
  try {
    setCipher(client, keyHex)
    client.pragma('busy_timeout=10000')
    // Whoever else reads the log must still find there what it has not seen.
    client.pragma('wal_autocheckpoint=0')
    // A commit that changes nothing, so that there is a log to hold.
    client.pragma(`user_version=${Number(client.pragma('user_version', { simple: true }))}`)
    client.exec('BEGIN')
    client.prepare('SELECT count(*) FROM sqlite_schema').get()
    return { [Symbol.dispose]: () => void client.close() }
  } catch (error) {
    client.close()
    throw error
  }
}

type Told = { readonly state: CopyState } | { readonly begunAnew: boolean; readonly why: string }

async function copyApart(from: Keyed, to: Keyed): Promise<CopyState> {
  const child = Bun.spawn([process.execPath, '--no-install', programFile('db/turning/main')], {
    stdin: new Blob([JSON.stringify({ from, to })]),
    stdout: 'pipe',
    stderr: 'ignore',
    env: {},
  })
  const told = parse(await new Response(child.stdout).text())
  await child.exited
  if ('state' in told) return told.state
  if (told.begunAnew) throw new LogBegunAnew(told.why)
  throw new Error(told.why)
}

function parse(text: string): Told {
  try {
    return JSON.parse(text) as Told
  } catch {
    return { begunAnew: false, why: 'The process that copies the file ended without a word.' }
  }
}

export type Frozen = Disposable & {
  /** Takes the tables away for good, so that a process which still has this file open cannot write where nobody will look. */
  retire(): void
}

/** Holds off every other writer of a file until it is disposed. */
export function freezeDb(opening: Opening): Frozen {
  const { $client: client } = openDb(opening)
  client.exec('BEGIN IMMEDIATE')
  return {
    retire() {
      client.unsafeMode(true)
      client.pragma('writable_schema=ON')
      client.exec('DELETE FROM sqlite_schema')
      client.pragma(`schema_version=${Number(client.pragma('schema_version', { simple: true })) + 1}`)
      client.exec('COMMIT')
    },
    [Symbol.dispose]: () => void client.close(),
  }
}
