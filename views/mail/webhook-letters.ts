import type { LetterContent } from './letter.tsx'
import type { LetterFacts } from './letters.ts'

type Endpoint = { readonly host: string; readonly isGone: boolean }

export const webhookOff = ({
  name,
  officeName,
  href,
  endpoints,
}: LetterFacts & { readonly endpoints: readonly Endpoint[] }): LetterContent => ({
  subject: `A webhook of ${officeName} was switched off`,
  greeting: `Hello ${name},`,
  paragraphs: [
    `A program that is told what happens to the faxes of ${officeName} has not been reached, so it is told no more:`,
    ...endpoints.map(({ host, isGone }) =>
      isGone ? `${host} answered that it is gone for good.` : `Nothing arrived at ${host} for three days.`,
    ),
    'Faxes are sent and received as ever. When the program answers again, switch its webhook on; what it missed stands in the log there for thirty days and can be sent again.',
  ],
  link: { label: 'Open webhooks', href },
  closing: `${officeName}, by Frontdesk`,
})
