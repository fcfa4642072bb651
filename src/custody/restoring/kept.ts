import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DamagedDocument, seal, unseal } from '../../files/index.ts'
import { notFound } from '../../kit/errors.ts'
import { replaceDurably, type TenantId, type Tenants, tenantDirectory } from '../../tenancy/index.ts'

/*
 * The file that a restore replaced, as it was, and its key sealed under the office's key of now: with it what was done can be undone.
 * Under the office's own directory, so it is destroyed with the office. Each has the turn of its key in its name: the one of before stays
 * until what replaces it is committed.
 */
const MONTH_MS = 30 * 86_400_000
const SEALED_AS = 'kept file'
const NAME = /^(?:office|key)-(\d+)/

const directory = (dataDir: string, id: TenantId) => join(tenantDirectory(dataDir, id), 'kept')
export const keptFile = (dataDir: string, id: TenantId, turn: number): string => join(directory(dataDir, id), `office-${turn}.db`)
const keyFile = (dataDir: string, id: TenantId, turn: number) => join(directory(dataDir, id), `key-${turn}`)

/** `filesKey` is the office's key for documents from now on. */
export const keepKey = (dataDir: string, id: TenantId, turn: number, filesKey: Buffer, keyHex: string): void =>
  replaceDurably(keyFile(dataDir, id, turn), seal(filesKey, SEALED_AS, Buffer.from(keyHex, 'hex')))

/** The latest. Throws AppError not_found when nothing is kept, or it opens no more. */
export function openKept({ dataDir, tenants }: { readonly dataDir: string; readonly tenants: Tenants }, id: TenantId) {
  const turns = turnsIn(dataDir, id)
  if (turns.length === 0) throw notFound('A replaced file of this office')
  const keys = [tenants.key(id, 'files'), ...tenants.earlierKeys(id, 'files')]
  for (const turn of turns) {
    const keyHex = unsealed(keyFile(dataDir, id, turn), keys)
    if (keyHex) return { path: keptFile(dataDir, id, turn), keyHex }
  }
  throw notFound('The key of the replaced file: the office’s key was exchanged since, so it')
}

function unsealed(path: string, keys: readonly Buffer[]): string | undefined {
  for (const key of keys)
    try {
      return unseal(key, SEALED_AS, readFileSync(path)).toString('hex')
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error
    }
  return undefined
}

/** The latest first. One whose exchange did not come about may be among them: its key opens with none of the office's. */
const turnsIn = (dataDir: string, id: TenantId): number[] =>
  namesIn(directory(dataDir, id))
    .flatMap((name) => (name.startsWith('key-') ? Number(NAME.exec(name)?.[1]) : []))
    .filter((turn) => existsSync(keptFile(dataDir, id, turn)))
    .sort((a, b) => b - a)

/** What is kept of the turns that `isOver` names goes. */
export function forgetKept(dataDir: string, id: TenantId, isOver: (turn: number) => boolean): void {
  for (const name of namesIn(directory(dataDir, id)))
    if (isOver(Number(NAME.exec(name)?.[1]))) rmSync(join(directory(dataDir, id), name), { force: true })
}

const namesIn = (path: string): string[] => (existsSync(path) ? readdirSync(path) : [])

/** Answers whether what is kept was too old. */
export function dropKept(dataDir: string, id: TenantId, now: number): boolean {
  const kept = turnsIn(dataDir, id).map((turn) => statSync(keyFile(dataDir, id, turn)).mtimeMs)
  if (kept.length === 0 || now - Math.max(...kept) < MONTH_MS) return false
  rmSync(directory(dataDir, id), { recursive: true, force: true })
  return true
}
