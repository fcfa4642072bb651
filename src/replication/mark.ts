import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/*
 * Left beside a file when it stopped being copied: how it looked when all of it was in the bucket. As long as it looks so there is
 * nothing to ship, also after a restart; so ten thousand offices of which two hundred are open cost what two hundred do.
 * While it is being copied, `print` is empty, and the mark says of which replica the replicator's notes are. `doubted`: the bucket lacks
 * something that it acknowledged.
 */
const Mark = Type.Object({
  bucket: Type.String(),
  replica: Type.String(),
  txid: Type.Integer(),
  at: Type.Integer(),
  print: Type.String(),
  doubted: Type.Optional(Type.Boolean()),
})
export type Mark = Static<typeof Mark>
const isMark = Compile(Mark)

const place = (file: string) => join(dirname(file), 'replicated.json')

export function readMark(file: string): Mark | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(place(file), 'utf8'))
    return isMark.Check(found) ? found : undefined
  } catch {
    return undefined
  }
}

/** Not durable, and need not be: a mark that is lost or cut short only has the file looked at once more. */
export const writeMark = (file: string, mark: Mark): void => writeFileSync(place(file), JSON.stringify(mark), { mode: 0o600 })

/** False when there was none. */
export function removeMark(file: string): boolean {
  if (!existsSync(place(file))) return false
  rmSync(place(file))
  return true
}

export const logBytes = (file: string): number => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0

/**
 * Changes with every commit, which goes to the log, and not when what is in the log is merely written into the file, as whoever closes
 * last does. undefined when there is no file.
 */
export function fingerprint(file: string): string | undefined {
  const [main, log] = [file, `${file}-wal`].map((each) => statSync(each, { bigint: true, throwIfNoEntry: false }))
  if (!main) return undefined
  const telling = log && log.size > 0n ? log : main
  return `${main.ino} ${telling.ino}.${telling.size}.${telling.mtimeNs}`
}
