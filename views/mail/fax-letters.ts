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

export type MailedFacts = {
  officeName: string
  href: string
  at: string
  /** The office's own number that it came in at. */
  number: string
  pages: number
  how: 'link' | 'attached' | 'too_large'
}
const HOW: Readonly<Record<MailedFacts['how'], string>> = {
  link: 'Sign in to read it.',
  attached: 'It is attached as a PDF that opens with the password you were given. The password is never sent by e-mail.',
  too_large: 'It is too large to be attached. Sign in to read it.',
}

export const faxMailed = ({ officeName, href, at, number, pages, how }: MailedFacts): LetterContent => ({
  subject: `A fax has come in at ${officeName}`,
  greeting: hello(''),
  paragraphs: [`A fax of ${pages} ${pages === 1 ? 'page' : 'pages'} has come in at ${number}, ${at}.`, HOW[how]],
  link: { label: 'Open the fax', href },
  closing: closing(officeName),
})

export type MailedFaxFacts = { officeName: string; id: string; href: string; status: string }

export const mailedFaxTaken = ({ officeName, id, href, status }: MailedFaxFacts): LetterContent => ({
  subject: `Your fax was taken at ${officeName}`,
  greeting: hello(''),
  paragraphs: [
    `Your e-mail became fax ${id} at ${officeName}.`,
    status === 'held' ? 'It has not gone yet: somebody has to look at it first. Open it to let it go.' : 'It is on its way.',
  ],
  link: { label: 'Open the fax', href },
  closing: closing(officeName),
})

const HOW_IT_ENDED: Readonly<Record<string, string>> = {
  delivered: 'It was delivered.',
  failed: 'It could not be delivered. Open it to see why, and what to do.',
  canceled: 'It was canceled.',
}

export const mailedFaxEnded = ({ officeName, id, href, status }: MailedFaxFacts): LetterContent => ({
  subject: `Your fax at ${officeName} has ended`,
  greeting: hello(''),
  paragraphs: [`Your e-mail became fax ${id} at ${officeName}.`, HOW_IT_ENDED[status] ?? 'It has ended.'],
  link: { label: 'Open the fax', href },
  closing: closing(officeName),
})

export const portSoon = ({ name, officeName, href }: LetterFacts): LetterContent => ({
  subject: `A fax number comes over to ${officeName} tomorrow`,
  greeting: hello(name),
  paragraphs: [
    `Tomorrow is the day on which a fax number is to come over to ${officeName}, as it was written down.`,
    'Tell the desk, keep the old line for a day longer, and send yourself a fax to the number once it is here.',
  ],
  link: { label: 'Open the numbers', href },
  closing: closing(officeName),
})
