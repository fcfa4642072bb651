import { desc, eq, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import { invalid, notFound } from '../kit/errors.ts'
import { type Id, newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { isScope, SCOPES, type Scope } from './permissions.ts'
import { apiKeys } from './schema.tenant.ts'
import { hashSecret, newSecret } from './secrets.ts'

export type KeyId = Id<'key'>
/** As others may see it: never the secret's hash. */
export type ApiKey = Omit<typeof apiKeys.$inferSelect, 'secretHash'>
export type NewKey = { readonly name: string; readonly scopes: readonly string[] }

const SHOWN = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
}
const KEY = /^fd_([a-z0-9-]{3,40})_[A-Za-z0-9_-]{43}$/
const MINUTE = 60_000

export const looksLikeKey = (text: string): boolean => text.startsWith('fd_')

/** `secret` is shown once: only its hash is kept. Throws AppError invalid. */
export function addKey(tx: Tx, slug: string, input: NewKey): { readonly key: ApiKey; readonly secret: string } {
  const name = input.name.trim()
  const scopes = [...new Set(input.scopes)].filter(isScope)
  const wrong: Record<string, string> = {}
  if (name.length < 1 || name.length > 80) wrong['name'] = 'Enter a name of 1 to 80 characters, such as the program that will use the key.'
  if (scopes.length === 0 || scopes.length < new Set(input.scopes).size) wrong['scopes'] = `Choose from: ${SCOPES.join(', ')}.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const random = newSecret()
  const secret = `fd_${slug}_${random}`
  const key = tx.db
    .insert(apiKeys)
    .values({
      id: newId<'key'>(),
      name,
      prefix: `fd_${slug}_${random.slice(0, 4)}`,
      secretHash: hashSecret(secret),
      scopes,
      createdBy: tx.actor.id,
      createdAt: tx.now,
    })
    .returning(SHOWN)
    .get()
  record(tx, 'key.added', key.id, { scopes: scopes.join(' ') })
  return { key, secret }
}

export const listKeys = (tx: Tx): ApiKey[] => tx.db.select(SHOWN).from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)).all()

/** Revoked for good; its row stays, so that the trail's ids keep a name. */
export function revokeKey(tx: Tx, id: KeyId): ApiKey {
  const before = tx.db.select(SHOWN).from(apiKeys).where(eq(apiKeys.id, id)).get()
  if (!before) throw notFound('Key')
  if (before.revokedAt) return before
  const key = tx.db.update(apiKeys).set({ revokedAt: tx.now }).where(eq(apiKeys.id, id)).returning(SHOWN).get()
  if (!key) throw notFound('Key')
  record(tx, 'key.revoked', id)
  return key
}

const lookup = (db: Db) =>
  db
    .select({ id: apiKeys.id, scopes: apiKeys.scopes, lastUsedAt: apiKeys.lastUsedAt, revokedAt: apiKeys.revokedAt })
    .from(apiKeys)
    .where(eq(apiKeys.secretHash, sql.placeholder('secretHash')))
    .prepare()

/** A key says whose it is: one of another office is refused before anything is read. `unseen` asks for `touchKey`. */
export function findKey(tx: Tx, slug: string, secret: string) {
  if (KEY.exec(secret)?.[1] !== slug) return undefined
  const found = prepared(tx.db, 'identity.key', lookup).get({ secretHash: hashSecret(secret) })
  if (!found || found.revokedAt) return undefined
  const scopes: ReadonlySet<Scope> = new Set(found.scopes)
  return { id: found.id, scopes, unseen: tx.now.getTime() - (found.lastUsedAt?.getTime() ?? 0) >= MINUTE }
}

export const touchKey = (tx: Tx, id: KeyId): void => void tx.db.update(apiKeys).set({ lastUsedAt: tx.now }).where(eq(apiKeys.id, id)).run()
