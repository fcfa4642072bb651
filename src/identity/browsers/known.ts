import { and, desc, eq, gt } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { User, UserId } from '../people/users.ts'
import { hashSecret } from '../secrets.ts'
import type { From } from '../sessions/sessions.ts'
import { browserNamed } from './named.ts'
import { knownBrowsers } from './schema.tenant.ts'

/** So long the security page tells of it. */
const NEWS_MS = 7 * 24 * 3_600_000

/** Its person is told of a sign-in from a browser that was not seen before, by letter and on a page; not of the first of all. */
export function noteBrowser(tx: Tx, { id, email }: Pick<User, 'id' | 'email'>, secret: string, { userAgent, address }: From): void {
  const browserHash = hashSecret(secret)
  const own = eq(knownBrowsers.userId, id)
  const seen = tx.db
    .update(knownBrowsers)
    .set({ lastAt: tx.now, address })
    .where(and(own, eq(knownBrowsers.browserHash, browserHash)))
    .returning({ userId: knownBrowsers.userId })
    .get()
  if (seen) return
  const isNews = tx.db.select({ userId: knownBrowsers.userId }).from(knownBrowsers).where(own).get() !== undefined
  tx.db
    .insert(knownBrowsers)
    .values({ userId: id, browserHash, userAgent: userAgent.slice(0, 200), address, firstAt: tx.now, lastAt: tx.now, isNews })
    .run()
  if (!isNews) return
  record(tx, 'sign_in.new_browser', id)
  sendLetter(tx, { letter: 'new_browser', personId: id, address: email })
}

export type NewBrowser = { readonly name: string; readonly address: string; readonly at: Date }

/** The latest first. */
export const newBrowsers = (tx: Tx, userId: UserId): NewBrowser[] =>
  tx.db
    .select({ userAgent: knownBrowsers.userAgent, address: knownBrowsers.address, at: knownBrowsers.firstAt })
    .from(knownBrowsers)
    .where(
      and(
        eq(knownBrowsers.userId, userId),
        eq(knownBrowsers.isNews, true),
        gt(knownBrowsers.firstAt, new Date(tx.now.getTime() - NEWS_MS)),
      ),
    )
    .orderBy(desc(knownBrowsers.firstAt))
    .all()
    .map(({ userAgent, address, at }) => ({ name: browserNamed(userAgent), address, at }))
