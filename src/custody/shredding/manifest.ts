import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

export type Manifest = {
  /** Sealed documents, and all files together with the database. */
  readonly documents: number
  readonly files: number
  readonly bytes: number
  /** Over a line for each file in the order of their names: `<SHA-256 of its bytes>  <bytes>  <name>`. */
  readonly sha256: string
}

/** What lies in an office's directory, as it lies there: encrypted. */
export async function takeStock(directory: string): Promise<Manifest> {
  const names = existsSync(directory) ? filesUnder(directory).sort() : []
  const lines: string[] = []
  let bytes = 0
  for (const name of names) {
    const file = await digest(join(directory, name)).catch(whenGone)
    if (!file) continue
    bytes += file.bytes
    lines.push(`${file.sha256}  ${file.bytes}  ${name}\n`)
  }
  const documents = names.filter((name) => name.startsWith('files/')).length
  return { documents, files: lines.length, bytes, sha256: createHash('sha256').update(lines.join('')).digest('hex') }
}

/** The replicator puts its notes in order when it lets go. */
function whenGone(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

const filesUnder = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))

async function digest(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { sha256: hash.digest('hex'), bytes }
}
