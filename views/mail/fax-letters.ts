import type { LetterContent } from './letter.tsx'
import type { LetterFacts } from './letters.ts'

const closing = (officeName: string) => `${officeName}, by Frontdesk`
const hello = (name: string) => (name ? `Hello ${name},` : 'Hello,')

export const faxCame = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `A fax has come in at ${officeName}`,
  greeting: hello(name),
  paragraphs: [`A fax has come in at ${officeName}. Sign in to read it.`],
  link: { label: 'Open the new faxes', href },
  closing: closing(officeName),
})

export const faxAssigned = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `A fax for you at ${officeName}`,
  greeting: hello(name),
  paragraphs: [`A fax was assigned to you at ${officeName}. Sign in to read it.`],
  link: { label: 'Open your faxes', href },
  closing: closing(officeName),
})

export const faxUnopened = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `A fax waits at ${officeName}`,
  greeting: hello(name),
  paragraphs: [
    `A fax has come in at ${officeName} and nobody has opened it yet.`,
    `You are written to because the office named you for this. Tell ${officeName} if you do not want it.`,
  ],
  link: { label: 'Open the new faxes', href },
  closing: closing(officeName),
})

const people = (n: number) => (n === 1 ? '1 recipient' : `${n.toLocaleString('en-US')} recipients`)
const ASKED = 'You are written to because your office wants to know what becomes of the faxes it sends.'

export type EndedFacts = LetterFacts & {
  reached: number
  recipients: number
  pages: number
  submitted: string
  ended: string
  /** In words that name nobody. */
  causes: readonly string[]
}

export const faxEnded = (facts: EndedFacts): LetterContent => {
  const { name, officeName, href, reached, recipients, pages, submitted, ended, causes } = facts
  const outcome = reached === recipients ? 'was delivered' : reached === 0 ? 'was not delivered' : 'did not reach everyone'
  const sheets = pages === 1 ? '1 page' : `${pages} pages`
  return {
    subject: `A fax ${outcome}: ${officeName}`,
    greeting: hello(name),
    paragraphs: [
      `A fax of ${sheets} to ${people(recipients)} that was submitted ${submitted} ${outcome}. It was over ${ended}.`,
      ...(reached > 0 && reached < recipients ? [`${reached} of ${recipients} have it.`] : []),
      ...causes,
      ASKED,
    ],
    link: { label: 'Open the fax', href },
    closing: closing(officeName),
  }
}

export type BulkFacts = LetterFacts & { all: number; delivered: number; failed: number; canceled: number; leftOut: number }

export const bulkEnded = ({ name, officeName, href, all, delivered, failed, canceled, leftOut }: BulkFacts): LetterContent => ({
  subject: `A bulk of faxes has ended: ${officeName}`,
  greeting: hello(name),
  paragraphs: [
    `A bulk to ${people(all)} has ended: ${delivered} delivered, ${failed} not delivered, ${canceled} canceled, ${leftOut} left out.`,
    ASKED,
  ],
  link: { label: 'Open the bulk', href },
  closing: closing(officeName),
})
