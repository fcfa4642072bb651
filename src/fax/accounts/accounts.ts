import { createPublicKey } from 'node:crypto'
import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { enqueue } from '../../jobs/index.ts'
import { invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { FORGET_ACCOUNTS, POLL } from '../kinds.ts'
import { receivedFaxes } from '../received/schema.tenant.ts'
import { faxAttempts } from '../schema.tenant.ts'
import { derOfPublicKey } from '../telnyx-signature.ts'
import type { AccountKeys } from './account-keys.ts'
import { carrierAccounts } from './schema.tenant.ts'

export type AccountId = Id<'carrier-account'>
export type AccountRow = typeof carrierAccounts.$inferSelect
export type AccountForm = { readonly apiKey: string; readonly publicKey: string; readonly connectionId: string }

const inUse = (db: Db) => db.select().from(carrierAccounts).where(isNull(carrierAccounts.endedAt)).prepare()
const byId = (db: Db) =>
  db
    .select()
    .from(carrierAccounts)
    .where(eq(carrierAccounts.id, sql.placeholder('id')))
    .prepare()

/** The one that faxes begin with; undefined where they go through the platform's. */
export const currentAccount = (tx: Tx): AccountRow | undefined => prepared(tx.db, 'fax.account', inUse).get()
export const findAccount = (tx: Tx, id: AccountId): AccountRow | undefined => prepared(tx.db, 'fax.accountById', byId).get({ id })

/** Those whose events are believed: the one in use, and those with faxes that are not over. */
export const believedAccounts = (tx: Tx): AccountRow[] =>
  tx.db.select().from(carrierAccounts).where(isNotNull(carrierAccounts.sealedKey)).all()

/** Throws AppError invalid by field, before anybody is asked. */
export function checkForm(input: AccountForm): AccountForm {
  const form = { apiKey: input.apiKey.trim(), publicKey: input.publicKey.trim(), connectionId: input.connectionId.trim() }
  const wrong: Record<string, string> = {}
  if (!/^[\x21-\x7e]{8,200}$/.test(form.apiKey))
    wrong['apiKey'] = 'Paste the API key as Telnyx shows it when it is made. It begins with KEY.'
  if (!isPublicKey(form.publicKey)) wrong['publicKey'] = 'Paste the public key from Keys & Credentials: 44 characters that end with =.'
  if (!/^\d{1,30}$/.test(form.connectionId)) wrong['connectionId'] = 'Enter the id of your fax application: digits only.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  return form
}

function isPublicKey(text: string): boolean {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return false
  try {
    return createPublicKey(derOfPublicKey(text)).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

/** A new key of the same account takes the place of the old one; another account begins with the next fax. */
export function setAccount(tx: Tx, keys: AccountKeys, form: AccountForm): AccountRow {
  const before = currentAccount(tx)
  const isSame = before?.publicKey === form.publicKey
  const id = isSame ? before.id : newId<'carrier-account'>()
  const values = {
    connectionId: form.connectionId,
    sealedKey: keys.seal(tx.tenantId, id, form.apiKey),
    lastFour: form.apiKey.slice(-4),
    setBy: tx.actor.id,
    setAt: tx.now,
  }
  if (isSame) tx.db.update(carrierAccounts).set(values).where(eq(carrierAccounts.id, id)).run()
  else {
    endCurrent(tx)
    tx.db
      .insert(carrierAccounts)
      .values({ id, publicKey: form.publicKey, ...values })
      .run()
  }
  record(tx, 'carrier.account_set', id, { connection: form.connectionId, lastFour: values.lastFour })
  enqueue(tx, POLL, {}, { uniqueKey: POLL.name })
  return { id, publicKey: form.publicKey, heardAt: null, listedAt: null, endedAt: null, ...values }
}

/** The next fax begins with the platform's account. Throws AppError not_found. */
export function removeAccount(tx: Tx): void {
  const account = currentAccount(tx)
  if (!account) throw notFound('Account')
  record(tx, 'carrier.account_removed', account.id, { lastFour: account.lastFour })
  endCurrent(tx)
}

function endCurrent(tx: Tx): void {
  tx.db.update(carrierAccounts).set({ endedAt: tx.now }).where(isNull(carrierAccounts.endedAt)).run()
  enqueue(tx, FORGET_ACCOUNTS, {}, { uniqueKey: FORGET_ACCOUNTS.name })
}

/** Destroys the keys of ended accounts that no fax needs any more. Answers how many it still needs. */
export function forgetUnused(tx: Tx): number {
  const ended = tx.db
    .select()
    .from(carrierAccounts)
    .where(and(isNotNull(carrierAccounts.endedAt), isNotNull(carrierAccounts.sealedKey)))
    .all()
  const unused = ended.filter(({ id }) => !isNeeded(tx, id))
  for (const { id, lastFour } of unused) record(tx, 'carrier.account_forgotten', id, { lastFour })
  const ids = unused.map(({ id }) => id)
  tx.db.update(carrierAccounts).set({ sealedKey: null }).where(inArray(carrierAccounts.id, ids)).run()
  return ended.length - unused.length
}

function isNeeded(tx: Tx, id: AccountId): boolean {
  const isOpen = inArray(faxAttempts.state, ['calling', 'accepted'])
  const calls = tx.db
    .select({ id: faxAttempts.id })
    .from(faxAttempts)
    .where(and(isOpen, eq(faxAttempts.accountId, id)))
  const isComing = eq(receivedFaxes.status, 'downloading')
  const coming = tx.db
    .select({ id: receivedFaxes.id })
    .from(receivedFaxes)
    .where(and(isComing, eq(receivedFaxes.accountId, id)))
  return calls.get() !== undefined || coming.get() !== undefined
}

export const noteHeard = (tx: Tx, { id, heardAt }: Pick<AccountRow, 'id' | 'heardAt'>): void =>
  void (heardAt ?? tx.db.update(carrierAccounts).set({ heardAt: tx.now }).where(eq(carrierAccounts.id, id)).run())
