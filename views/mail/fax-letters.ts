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
