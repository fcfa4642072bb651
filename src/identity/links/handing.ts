import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { User } from '../people/users.ts'
import { makeWelcome } from './owner.ts'
import { makeReset } from './resets.ts'

/** Where nobody can be written to, the path of a link that is shown once, to be handed over in person. */
export type HandedOver = string | undefined

export function handInvitation(tx: Tx, { id, email }: User, byMail: boolean): HandedOver {
  if (!byMail) return `/welcome/${makeWelcome(tx, id)}`
  return void sendLetter(tx, { letter: 'invitation', personId: id, address: email })
}

export function handReset(tx: Tx, { id, email }: User, byMail: boolean): HandedOver {
  if (!byMail) return `/reset/${makeReset(tx, id)}`
  return void sendLetter(tx, { letter: 'reset_begun', personId: id, address: email })
}
