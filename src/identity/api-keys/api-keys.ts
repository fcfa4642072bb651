import { desc, eq, or, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { forbidden, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Network } from '../../kit/networks.ts'
import { parseNetwork } from '../../kit/networks.ts'
import type { Tx } from '../../tenancy/index.ts'
import { isOwner } from '../people/people.ts'
import { isScope, SCOPES, type Scope } from '../permissions.ts'
import { apiKeys } from '../schema.tenant.ts'
import { hashSecret } from '../secrets.ts'
import { announceEnd, DEFAULT_DAYS, endAfter } from './key-ends.ts'
import { isTestKey, prefixOf, slugOfKey, spellKey } from './key-text.ts'

export type KeyId = Id<'key'>
/** As others may see it: never a secret's hash. */
export type ApiKey = Omit<typeof apiKeys.$inferSelect, 'secretHash' | 'previousHash'>
/** `days`: null for a key without an end. */
export type NewKey = {
  readonly name: string
  readonly scopes: readonly string[]
  readonly days?: number | null
  readonly test?: boolean
} & Partial<KeyChange>
/** `perMinute`: null for as many requests as every key has. */
export type KeyChange = { readonly addresses: readonly string[]; readonly perMinute: number | null }

export const SHOWN = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  lastUsedAt: apiKeys.lastUsedAt,
  lastUsedFrom: apiKeys.lastUsedFrom,
  revokedAt: apiKeys.revokedAt,
  expiresAt: apiKeys.expiresAt,
  addresses: apiKeys.addresses,
  perMinute: apiKeys.perMinute,
  rotatedAt: apiKeys.rotatedAt,
  previousPrefix: apiKeys.previousPrefix,
  previousUntil: apiKeys.previousUntil,
}
const MINUTE = 60_000
const MOST_ADDRESSES = 50
export const MOST_PER_MINUTE = 100_000

/** `secret` is shown once: only its hash is kept. Throws AppError invalid. */
export function addKey(tx: Tx, slug: string, input: NewKey): { readonly key: ApiKey; readonly secret: string } {
  const name = input.name.trim()
  const scopes = [...new Set(input.scopes)].filter(isScope)
  const wrong: Record<string, string> = {}
  if (name.length < 1 || name.length > 80) wrong['name'] = 'Enter a name of 1 to 80 characters, such as the program that will use the key.'
  if (scopes.length === 0 || scopes.length < new Set(input.scopes).size) wrong['scopes'] = `Choose from: ${SCOPES.join(', ')}.`
  const addresses = addressesIn(input.addresses ?? [], wrong)
  const perMinute = perMinuteIn(input.perMinute ?? null, wrong)
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  refuseProvisioning(tx, scopes)
  const secret = spellKey(slug, undefined, input.test)
  const expiresAt = endAfter(tx.now, input.days === undefined ? DEFAULT_DAYS : input.days)
  const key = tx.db
    .insert(apiKeys)
    .values({
      id: newId<'key'>(),
      name,
      prefix: prefixOf(secret),
      secretHash: hashSecret(secret),
      scopes,
      addresses,
      perMinute,
      expiresAt,
      createdBy: tx.actor.id,
      createdAt: tx.now,
    })
    .returning(SHOWN)
    .get()
  record(tx, 'key.added', key.id, {
    scopes: scopes.join(' '),
    expires: expiresAt?.toISOString() ?? 'never',
    ...(input.test && { test: true }),
    ...(addresses.length > 0 && { addresses: addresses.join(' ') }),
    ...(perMinute !== null && { perMinute }),
  })
  announceEnd(tx, key)
  return { key, secret }
}

/** What was typed, each address once. A line that is none is named by its number, not repeated. */
function addressesIn(lines: readonly string[], wrong: Record<string, string>): string[] {
  const addresses = [...new Set(lines.map((line) => line.trim()).filter(Boolean))]
  const bad = addresses.findIndex((each) => !parseNetwork(each))
  if (bad >= 0)
    wrong['addresses'] = `Line ${bad + 1} is not an address or a block of them, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.`
  if (addresses.length > MOST_ADDRESSES) wrong['addresses'] = `Enter at most ${MOST_ADDRESSES} addresses.`
  return addresses
}

function perMinuteIn(perMinute: number | null, wrong: Record<string, string>): number | null {
  if (perMinute !== null && (!Number.isInteger(perMinute) || perMinute < 1 || perMinute > MOST_PER_MINUTE))
    wrong['perMinute'] = `Enter how many requests a minute, 1 to ${MOST_PER_MINUTE.toLocaleString('en-US')}, or leave it empty.`
  return perMinute
}

export const listKeys = (tx: Tx): ApiKey[] => tx.db.select(SHOWN).from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)).all()

/** Throws AppError not_found. */
export function getKey(tx: Tx, id: KeyId): ApiKey {
  const key = tx.db.select(SHOWN).from(apiKeys).where(eq(apiKeys.id, id)).get()
  if (!key) throw notFound('Key')
  return key
}

/** From where it may be used, and how often. What is not said stays. Throws AppError invalid or not_found. */
export function changeKey(tx: Tx, id: KeyId, change: Partial<KeyChange>): ApiKey {
  const before = getKey(tx, id)
  const wrong: Record<string, string> = {}
  const addresses = addressesIn(change.addresses ?? before.addresses, wrong)
  const perMinute = perMinuteIn(change.perMinute === undefined ? before.perMinute : change.perMinute, wrong)
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  if (addresses.join(' ') === before.addresses.join(' ') && perMinute === before.perMinute) return before
  record(tx, 'key.changed', id, { addresses: addresses.join(' '), perMinute: perMinute ?? 0 })
  return tx.db.update(apiKeys).set({ addresses, perMinute }).where(eq(apiKeys.id, id)).returning(SHOWN).get()
}

/** Revoked for good, with both its secrets; its row stays, so that the trail's ids keep a name. */
export function revokeKey(tx: Tx, id: KeyId): ApiKey {
  const before = getKey(tx, id)
  if (before.revokedAt) return before
  record(tx, 'key.revoked', id)
  return tx.db.update(apiKeys).set({ revokedAt: tx.now }).where(eq(apiKeys.id, id)).returning(SHOWN).get()
}

const lookup = (db: Db) =>
  db
    .select({
      id: apiKeys.id,
      secretHash: apiKeys.secretHash,
      scopes: apiKeys.scopes,
      addresses: apiKeys.addresses,
      perMinute: apiKeys.perMinute,
      lastUsedAt: apiKeys.lastUsedAt,
      revokedAt: apiKeys.revokedAt,
      expiresAt: apiKeys.expiresAt,
      previousUntil: apiKeys.previousUntil,
    })
    .from(apiKeys)
    .where(or(eq(apiKeys.secretHash, sql.placeholder('secretHash')), eq(apiKeys.previousHash, sql.placeholder('secretHash'))))
    .prepare()

export type FoundKey = {
  readonly id: KeyId
  readonly scopes: ReadonlySet<Scope>
  /** Where it may be used; none for everywhere. */
  readonly networks: readonly Network[]
  readonly perMinute: number | null
  readonly isTest: boolean
  /** Asks for `touchKey`. */
  readonly unseen: boolean
}

/** A key says whose it is: one of another office is refused before anything is read. */
export function findKey(tx: Tx, slug: string, secret: string): FoundKey | undefined {
  if (slugOfKey(secret) !== slug) return undefined
  const secretHash = hashSecret(secret)
  const found = prepared(tx.db, 'identity.key', lookup).get({ secretHash })
  if (!found || found.revokedAt || (found.expiresAt && found.expiresAt <= tx.now)) return undefined
  if (found.secretHash !== secretHash && (!found.previousUntil || found.previousUntil <= tx.now)) return undefined
  return {
    id: found.id,
    scopes: new Set(found.scopes),
    networks: found.addresses.flatMap((each) => parseNetwork(each) ?? []),
    perMinute: found.perMinute,
    isTest: isTestKey(secret),
    unseen: tx.now.getTime() - (found.lastUsedAt?.getTime() ?? 0) >= MINUTE,
  }
}

/** At most once a minute, so that a program that asks all the time costs no commit each time. */
export const touchKey = (tx: Tx, id: KeyId, address: string, at: Date): void =>
  void tx.db.update(apiKeys).set({ lastUsedAt: at, lastUsedFrom: address }).where(eq(apiKeys.id, id)).run()

/** Whoever holds such a key ends the place of anybody here, of owners too. */
export function refuseProvisioning(tx: Tx, scopes: readonly Scope[]): void {
  if (scopes.includes('scim') && !isOwner(tx))
    throw forbidden('Only an owner can make a key, or a new secret for one, with which people are provisioned.')
}
