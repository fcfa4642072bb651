import type { LetterContent } from './letter.tsx'

export type LetterFacts = { name: string; officeName: string; href: string }

const NOT_YOU = 'If you did not expect this, you need not do anything.'
const DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' })
const closing = (officeName: string) => `${officeName}, by Frontdesk`

export const invitation = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `Your place at ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `${officeName} has made a place for you in Frontdesk, its fax and records office.`,
    `Choose a password with this link. It works once, within seven days. ${NOT_YOU}`,
  ],
  link: { label: 'Choose a password', href },
  closing: closing(officeName),
})

export const reset = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `Another password for ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `With this link you choose another password for ${officeName}. It works once, within an hour. Your old password works until then.`,
    NOT_YOU,
  ],
  link: { label: 'Choose another password', href },
  closing: closing(officeName),
})

type Sureness = { readonly by: string; readonly sureBy: 'in_person' | 'called_back' | 'video_id' }
const SURE_WORDS = {
  in_person: 'you stood before them',
  called_back: 'they called you back at a number that they know',
  video_id: 'they saw you by video, with an ID',
} as const
const sure = ({ by, sureBy }: Sureness): string =>
  `It was ${by} who did this, and who says that they made sure it was you who asked: ${SURE_WORDS[sureBy]}.`
const TELL = 'If you did not ask for it, tell another owner of your office at once.'

/** A link for another password that somebody else began for them. */
export const resetBegun = ({ made, ...facts }: LetterFacts & { made: Sureness }): LetterContent => {
  const letter = reset(facts)
  return { ...letter, paragraphs: [letter.paragraphs[0] ?? '', sure(made), TELL] }
}

export const factorReset = ({ name, officeName, href, made }: LetterFacts & { made: Sureness }): LetterContent => ({
  subject: `Your second factor at ${officeName} was reset`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `The phone, passkeys and recovery codes you had at ${officeName} no longer work, and you are signed out. You set up another the next time you sign in.`,
    sure(made),
    TELL,
  ],
  link: { label: 'Sign in', href },
  closing: closing(officeName),
})

export const verification = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `Is this your address? ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `Confirm with this link that you want to sign in to ${officeName} with this address. It works once, within an hour. ${NOT_YOU}`,
  ],
  link: { label: 'Confirm this address', href },
  closing: closing(officeName),
})

export const keysEnding = ({
  name,
  officeName,
  href,
  keys,
}: LetterFacts & { keys: readonly { prefix: string; expiresAt: Date | null }[] }): LetterContent => ({
  subject: `An API key of ${officeName} ends soon`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `Programs of ${officeName} use keys to send and read faxes. These end soon, and what uses them stops working then:`,
    ...keys.map(({ prefix, expiresAt }) => `${prefix}… on ${expiresAt ? DAY.format(expiresAt) : ''}`),
    'Give the program a new secret in Settings: the old one can go on working for up to seven days meanwhile.',
  ],
  link: { label: 'Open the keys', href },
  closing: closing(officeName),
})

export const certificatesEnding = ({
  name,
  officeName,
  href,
  certificates,
}: LetterFacts & { certificates: readonly { name: string; expiresAt: Date }[] }): LetterContent => ({
  subject: `Signing in to ${officeName} needs another certificate soon`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `People sign in to ${officeName} through a provider, which signs what it says with a certificate. These end, and nobody comes in through the provider from then on:`,
    ...certificates.map((each) => `${each.name} on ${DAY.format(each.expiresAt)}`),
    'Have the provider make a new certificate, and bring its new metadata to Frontdesk. Both may be there at once, so it can be done at any time before.',
  ],
  link: { label: 'Open the providers', href },
  closing: closing(officeName),
})

export const emergencyOpened = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `Opened in an emergency at ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `Somebody at ${officeName} opened records that their role does not show them, for a while, because it could not wait.`,
    'Look who it was and why. You can end it at once, and review it afterwards.',
  ],
  link: { label: 'Look at it', href },
  closing: closing(officeName),
})

export const supportEntered = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `Support is in at ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `Somebody who runs Frontdesk has come into ${officeName}, as an owner allowed. They see no document, recipient, contact or note.`,
    'Look who it is and what they look at. You can end it at once.',
  ],
  link: { label: 'Look at it', href },
  closing: closing(officeName),
})

export const deviceAsked = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `A device waits for approval at ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `Somebody signed in to ${officeName} from a device that was not approved, and asks an owner to approve it.`,
    'Ask them whether it is theirs before you do. Approve it from a device that is approved; one that nobody approves is forgotten after a week.',
  ],
  link: { label: 'Look at the devices', href },
  closing: closing(officeName),
})

export const deviceRecovered = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `A device was approved by a recovery code at ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `An owner of ${officeName} approved the device that they are at with one of their recovery codes, since none that was approved was at hand.`,
    'If you do not know of it, remove the device, and reset the password and the second factor of that owner.',
  ],
  link: { label: 'Look at the devices', href },
  closing: closing(officeName),
})

export const addressChanged = ({ name, officeName }: Omit<LetterFacts, 'href'>): LetterContent => ({
  subject: `Your address at ${officeName} was changed`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `You now sign in to ${officeName} with another e-mail address; this one no longer works.`,
    'If it was not you, tell an owner of your office at once: they can suspend your place and send you a link for another password.',
  ],
  closing: closing(officeName),
})

export const newBrowser = ({ name, officeName, href, browser }: LetterFacts & { browser: string }): LetterContent => ({
  subject: `A new sign-in at ${officeName}`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `Somebody signed in to ${officeName} as you just now, with a browser that was not seen before: ${browser}.`,
    'If it was you, you need not do anything. If it was not, end that session, choose another password, and tell an owner of your office.',
  ],
  link: { label: 'See where you are signed in', href },
  closing: closing(officeName),
})
