import { existsSync, readFileSync } from 'node:fs'
import { KEY, keyId, replaceDurably, writeDurably } from '../tenancy/index.ts'

/*
 * MASTER_KEY_FILE: one key to a line, 64 hex digits, the base64 of 32 bytes, or `kms:` and what the key service made of it. The first
 * wraps; a second one is there while the first takes its place, so a start at any moment of that opens everything.
 */
export type MasterLine = { readonly kind: 'plain'; readonly key: Buffer } | { readonly kind: 'kms'; readonly sealed: Buffer }

const KMS = 'kms:'
const WRONG = 'MASTER_KEY_FILE: each line must hold 64 hex digits, the base64 of 32 bytes, or “kms:” and what the key service sealed.'

/** undefined when there is no file. Throws when a line cannot be a key. */
export function readMasterFile(path: string): MasterLine[] | undefined {
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length === 0) throw new Error(WRONG)
  return lines.map(parse)
}

function parse(line: string): MasterLine {
  if (line.startsWith(KMS)) return { kind: 'kms', sealed: Buffer.from(line.slice(KMS.length), 'base64') }
  const key = /^[0-9a-f]{64}$/i.test(line) ? Buffer.from(line, 'hex') : Buffer.from(line, 'base64')
  if (key.length !== KEY) throw new Error(WRONG)
  return { kind: 'plain', key }
}

const bytesOf = (lines: readonly MasterLine[]): Buffer =>
  Buffer.from(lines.map((line) => `${line.kind === 'plain' ? line.key.toString('hex') : KMS + line.sealed.toString('base64')}\n`).join(''))

/** The first of an installation. Throws when there is one already. */
export const beginMasterFile = (path: string, line: MasterLine): void => writeDurably(path, bytesOf([line]))

export const replaceMasterFile = (path: string, lines: readonly MasterLine[]): void => replaceDurably(path, bytesOf(lines))

/** What was in use before, for the backups that only it opens. Answers where it lies now. */
export function setAside(path: string, line: MasterLine, key: Buffer): string {
  const place = `${path}.retired-${keyId(key)}`
  replaceDurably(place, bytesOf([line]))
  return place
}
