import { eq } from 'drizzle-orm'
import { done, enqueue, type Handler, handle, kind, reschedule } from '../../jobs/index.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { activeOwners } from '../people/users.ts'
import { type Connection, findConnection } from './connections.ts'
import { factsOf, WARN_MS } from './saml-provider.ts'
import { readSamlSettings } from './saml-settings.ts'
import { type ConnectionId, ssoConnections } from './schema.tenant.ts'

export type EndingCertificate = { readonly name: string; readonly expiresAt: Date }

const NOTICE = kind<{ readonly connectionId: ConnectionId }>('sso.notice')
const noticeKey = (id: ConnectionId) => `${NOTICE.name}:${id}`

/** When the last one ends: the others are there so that one can take the place of another. */
function endOf({ settings }: Connection, now: Date): Date {
  const ends = readSamlSettings(settings).certificates.map((each) => factsOf(each, now).expiresAt.getTime())
  return new Date(Math.max(...ends))
}

/** Owners are told a month before, or half-way to the end of one that has less. Again when the metadata is brought anew. */
export function announceCertificateEnd(tx: Tx, connection: Connection): void {
  const end = endOf(connection, tx.now).getTime()
  const left = end - tx.now.getTime()
  if (left <= 0) return
  const at = new Date(end - Math.min(WARN_MS, left / 2))
  const { id } = connection
  if (!enqueue(tx, NOTICE, { connectionId: id }, { at, uniqueKey: noticeKey(id) })) reschedule(tx, noticeKey(id), at)
}

/** Providers that people could not sign in through any more in a month, the next one first. */
export const endingCertificates = (tx: Tx): EndingCertificate[] =>
  tx.db
    .select()
    .from(ssoConnections)
    .where(eq(ssoConnections.kind, 'saml'))
    .all()
    .map((each) => ({ name: each.name, expiresAt: endOf(each, tx.now) }))
    .filter(({ expiresAt }) => expiresAt > tx.now && expiresAt.getTime() - tx.now.getTime() <= WARN_MS)
    .sort((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime())

/** sso.notice: a letter to each owner. A provider that was removed, or has another certificate by now, needs none. */
export const certificateNotifier = (): Handler =>
  handle(NOTICE, (tx, { connectionId }) => {
    const connection = findConnection(tx, connectionId)
    if (!connection || !endingCertificates(tx).some(({ name }) => name === connection.name)) return done
    for (const { id, email } of activeOwners(tx)) sendLetter(tx, { letter: 'certificates_ending', personId: id, address: email })
    return done
  })
