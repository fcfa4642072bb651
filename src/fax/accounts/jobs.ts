import { eq } from 'drizzle-orm'
import { done, enqueue, type Handler, handle, snooze, step } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { FORGET_ACCOUNTS, POLL } from '../kinds.ts'
import { listNumbers } from '../numbers.ts'
import { receiveFax } from '../received/receiving.ts'
import type { AccountKeys } from './account-keys.ts'
import { believedAccounts, currentAccount, forgetUnused } from './accounts.ts'
import { type Carriers, carrierFor } from './carriers.ts'
import { carrierAccounts } from './schema.tenant.ts'

const POLL_MS = 3 * 60_000
/** Lists may lag their own faxes. */
const OVERLAP_MS = 30 * 60_000
const LOOK_AGAIN_MS = 5 * 60_000

/** fax.poll: takes in what came to the office's own account without a webhook. It lives as long as the account is in use. */
export const accountPoller = ({ carrier, keys }: { readonly carrier: Carriers; readonly keys: AccountKeys }): Handler =>
  handle(
    POLL,
    (tx) => {
      resealKeys(tx, keys)
      const account = currentAccount(tx)
      if (!account) return done
      const since = new Date((account.listedAt ?? account.setAt).getTime() - OVERLAP_MS)
      const startedAt = tx.now
      const own = carrierFor(tx, carrier, account.id)
      return step(
        () => own.listInbound(since),
        (after, listed) => {
          if (listed.is === 'unavailable') return snooze('The carrier did not answer.', POLL_MS)
          const numbers = new Set(listNumbers(after).map(({ number }) => number))
          for (const fax of listed.faxes)
            if (numbers.has(fax.to) && (fax.status === 'received' || fax.status === 'delivered')) receiveFax(after, fax, account.id)
          after.db.update(carrierAccounts).set({ listedAt: startedAt }).where(eq(carrierAccounts.id, account.id)).run()
          return snooze('The account is in use.', POLL_MS)
        },
      )
    },
    { died: (tx) => void enqueue(tx, POLL, {}, { uniqueKey: POLL.name, at: new Date(tx.now.getTime() + POLL_MS) }) },
  )

/** The office's key may have been exchanged since; what the old one opens is destroyed two hours after. */
function resealKeys(tx: Tx, keys: AccountKeys): void {
  for (const account of believedAccounts(tx)) {
    const sealedKey = keys.reseal(tx.tenantId, account)
    if (sealedKey) tx.db.update(carrierAccounts).set({ sealedKey }).where(eq(carrierAccounts.id, account.id)).run()
  }
}

/** fax.forget_accounts: the key of an ended account is destroyed once the last fax that began with it is over. */
export const accountForgetter = (): Handler =>
  handle(FORGET_ACCOUNTS, (tx) => (forgetUnused(tx) > 0 ? snooze('A fax that began with it is under way.', LOOK_AGAIN_MS) : done), {
    died: (tx) =>
      void enqueue(tx, FORGET_ACCOUNTS, {}, { uniqueKey: FORGET_ACCOUNTS.name, at: new Date(tx.now.getTime() + LOOK_AGAIN_MS) }),
  })
