import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { closeDb, type Db, openForeign, type Secret, sqliteCode } from '../db/index.ts'
import { invalid } from '../kit/errors.ts'
import { packedContent, packedIds } from './documents.ts'
import type { Manifest } from './manifest.ts'
import type { TarReader } from './tar.ts'

/** The office inside an archive, whichever its form. */
export type Source = Disposable & {
  readonly db: Db
  readonly documentIds: readonly string[]
  document(id: string): Promise<Buffer | undefined>
}
type From = { readonly archive: TarReader; readonly manifest: Manifest; readonly secret: Secret; readonly scratch: string }

const OFFICE = 'database/office.db'
const DOCUMENTS = 'database/documents.db'

export const openSource = (from: From): Promise<Source> => (from.manifest.form === 'encrypted' ? encrypted(from) : open(from))

/** Unpacked as it is: what lies in scratch is under the office's passphrase. */
async function encrypted({ archive, scratch, secret }: From): Promise<Source> {
  const [office, documents] = [join(scratch, 'office.db'), join(scratch, 'documents.db')]
  await pipeline(Readable.from(archive.chunks(OFFICE)), createWriteStream(office, { mode: 0o600 }))
  await pipeline(Readable.from(archive.chunks(DOCUMENTS)), createWriteStream(documents, { mode: 0o600 }))
  const db = openUnder(office, secret)
  const kept = openForeign({ path: documents, secret })
  return {
    db,
    documentIds: packedIds(kept),
    document: async (id) => packedContent(kept, id),
    [Symbol.dispose]: () => {
      closeDb(db)
      closeDb(kept)
    },
  }
}

/** Every byte was compared with its digest before: what does not open was given another passphrase. */
function openUnder(path: string, secret: Secret): Db {
  try {
    return openForeign({ path, secret })
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_NOTADB') throw error
    throw invalid({ passphrase: 'This passphrase does not open the archive. Use the one that was chosen when it was made.' })
  }
}

const FILE = /^documents\/([0-9a-f-]{36})\.(?:pdf|tif)$/

/** In memory only. */
async function open({ archive }: From): Promise<Source> {
  const named = new Map(archive.names.map((name) => [FILE.exec(name)?.[1] ?? '', name] as const).filter(([id]) => id !== ''))
  const db = openForeign({ image: await archive.bytes(OFFICE) })
  return {
    db,
    documentIds: [...named.keys()],
    document: async (id) => {
      const name = named.get(id)
      return name === undefined ? undefined : archive.bytes(name)
    },
    [Symbol.dispose]: () => closeDb(db),
  }
}
