import { and, eq, isNotNull } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { cancel, done, enqueue, type Handler, handle, kind, retry, step } from '../jobs/index.ts'
import { type Id, newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Delivery, Mail, Mailer } from './mailer.ts'
import { letters } from './schema.tenant.ts'

export type Letter = { readonly letter: string; readonly personId: string; readonly address: string }
/** What the letter says now; undefined when it is no longer due. Called in a transaction, once for each try. */
export type Compose = (tx: Tx, letter: Letter) => Mail | undefined

const SEND = kind<{ readonly id: Id<'letter'> }>('mail.send')

/** On its way once the transaction has committed. A later one of its kind to the same person takes its place. */
export function sendLetter(tx: Tx, { letter, personId, address }: Letter): void {
  tx.db
    .delete(letters)
    .where(and(eq(letters.letter, letter), eq(letters.personId, personId)))
    .run()
  const id = newId<'letter'>()
  tx.db.insert(letters).values({ id, letter, personId, address, askedAt: tx.now }).run()
  enqueue(tx, SEND, { id })
}

/** Why the last letter to this person did not arrive. */
export const failedLetter = (tx: Tx, personId: string): string | undefined =>
  tx.db
    .select({ failure: letters.failure })
    .from(letters)
    .where(and(eq(letters.personId, personId), isNotNull(letters.failure)))
    .get()?.failure ?? undefined

/** mail.send: one letter, until the mail server has it. A link in it is made for each try, so the file never holds one that works. */
export const letterSender = (deps: { readonly mailer: Mailer | undefined; readonly compose: Compose }): Handler =>
  handle(
    SEND,
    (tx, { id }) => {
      const letter = tx.db.select().from(letters).where(eq(letters.id, id)).get()
      if (!letter) return done
      const { mailer } = deps
      const mail = mailer && deps.compose(tx, letter)
      if (!mail) {
        forget(tx, id)
        return done
      }
      return step(
        () => mailer.send(mail),
        (after, answer: Delivery) => {
          switch (answer.is) {
            case 'later':
              return retry(answer.because)
            case 'refused':
              giveUp(after, id, answer.because)
              return cancel(answer.because)
            case 'sent':
              forget(after, id)
              record(after, 'mail.sent', letter.personId, { letter: letter.letter })
              return done
          }
        },
      )
    },
    { died: (tx, { id }, because) => giveUp(tx, id, because) },
  )

const forget = (tx: Tx, id: Id<'letter'>): void => void tx.db.delete(letters).where(eq(letters.id, id)).run()

function giveUp(tx: Tx, id: Id<'letter'>, because: string): void {
  const letter = tx.db.update(letters).set({ failure: because }).where(eq(letters.id, id)).returning().get()
  if (letter) record(tx, 'mail.failed', letter.personId, { letter: letter.letter })
}
