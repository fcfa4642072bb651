import { type LetterContent, letterHtml, letterText } from '../../views/mail/letter.tsx'
import {
  addressChanged,
  certificatesEnding,
  deviceAsked,
  deviceRecovered,
  emergencyOpened,
  factorReset,
  invitation,
  keysEnding,
  newBrowser,
  reset,
  resetBegun,
  supportEntered,
  verification,
} from '../../views/mail/letters.ts'
import type { Compose } from '../mail/index.ts'
import type { TenantId, Tx } from '../tenancy/index.ts'
import { endingKeys } from './api-keys/key-ends.ts'
import { newBrowsers } from './browsers/known.ts'
import { makeVerification } from './links/addresses.ts'
import { makeWelcome } from './links/owner.ts'
import { makeReset } from './links/resets.ts'
import { lastMadeSure } from './made-sure.ts'
import { findUser, type User, type UserId } from './people/users.ts'
import { mayUsePassword } from './sso/break-glass.ts'
import { endingCertificates } from './sso/saml-certificate-ends.ts'

export type LetterDeps = { readonly officeName: (tx: Tx) => string; readonly urlOf: (id: TenantId) => string }

/** Letters to people of an office. What is no longer due is not written: an invitation that was withdrawn, a reset of nobody's. */
export const composeLetters =
  ({ officeName, urlOf }: LetterDeps): Compose =>
  (tx, { letter, personId, address }) => {
    const person = findUser(tx, personId as UserId)
    if (!person || person.removedAt) return undefined
    const facts = { name: person.name, officeName: officeName(tx) }
    const link = (path: string) => ({ ...facts, href: urlOf(tx.tenantId) + path })
    const content = contentOf(tx, letter, person, address, facts, link)
    return content && { to: address, subject: content.subject, text: letterText(content), html: letterHtml(content) }
  }

const isOwnerHere = ({ role, state }: User): boolean => role === 'owner_admin' && state === 'active'

/** As the trail says it. Who is at the shell of the server has no name here. */
function howSure(tx: Tx, action: string, { id }: User) {
  const made = lastMadeSure(tx, action, id)
  return made && { sureBy: made.sureBy, by: findUser(tx, made.actorId as UserId)?.name ?? 'somebody who runs Frontdesk' }
}

type Facts = { readonly name: string; readonly officeName: string }

function contentOf(
  tx: Tx,
  letter: string,
  person: User,
  address: string,
  facts: Facts,
  link: (path: string) => Facts & { readonly href: string },
): LetterContent | undefined {
  switch (letter) {
    case 'invitation':
      return person.state === 'invited' ? invitation(link(`/welcome/${makeWelcome(tx, person.id)}`)) : undefined
    case 'reset':
      return person.state === 'active' && mayUsePassword(tx, person.id) ? reset(link(`/reset/${makeReset(tx, person.id)}`)) : undefined
    case 'reset_begun': {
      const made = howSure(tx, 'password.reset_begun', person)
      const isDue = made && person.state === 'active' && mayUsePassword(tx, person.id)
      return isDue ? resetBegun({ ...link(`/reset/${makeReset(tx, person.id)}`), made }) : undefined
    }
    case 'factor_reset': {
      const made = howSure(tx, 'factor.reset', person)
      return made && person.state === 'active' ? factorReset({ ...link('/sign-in'), made }) : undefined
    }
    case 'verification': {
      const token = person.state === 'active' ? makeVerification(tx, person.id, address) : undefined
      return token === undefined ? undefined : verification(link(`/verify/${token}`))
    }
    case 'keys_ending': {
      const keys = person.state === 'active' ? endingKeys(tx) : []
      return keys.length > 0 ? keysEnding({ ...link('/settings#api-keys'), keys }) : undefined
    }
    case 'certificates_ending': {
      const certificates = isOwnerHere(person) ? endingCertificates(tx) : []
      return certificates.length > 0 ? certificatesEnding({ ...link('/settings/single-sign-on'), certificates }) : undefined
    }
    case 'new_browser': {
      const [latest] = newBrowsers(tx, person.id)
      return latest && newBrowser({ ...link('/settings/security/sessions'), browser: latest.name })
    }
    case 'emergency_opened':
      return isOwnerHere(person) ? emergencyOpened(link('/settings/emergencies')) : undefined
    case 'support_entered':
      return isOwnerHere(person) ? supportEntered(link('/settings/support')) : undefined
    case 'device_asked':
      return isOwnerHere(person) ? deviceAsked(link('/settings/access/devices')) : undefined
    case 'device_recovered':
      return isOwnerHere(person) ? deviceRecovered(link('/settings/access/devices')) : undefined
    case 'address_changed':
      return addressChanged(facts)
    default:
      return undefined
  }
}
