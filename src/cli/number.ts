import { assignNumber } from '../fax/index.ts'
import type { Command, Noun } from './command.ts'
import { enterOffice, withParts } from './office.ts'

const assign: Command = {
  usage: 'number assign SLUG NUMBER [--label LABEL]',
  summary: 'Gives an office a fax number: it sends from it and receives what comes to it.',
  options: { label: { type: 'string' } },
  run: (given) => {
    const [slug, text] = [given.word(0, 'SLUG'), given.word(1, 'NUMBER')]
    return withParts((parts) => {
      const number = assignNumber({ control: parts.control, tenant: enterOffice(parts, slug) }, text, given.text('label'))
      return { data: { slug, number }, lines: [`${number} belongs to ${slug}.`] }
    })
  },
}

export const number: Noun = { assign }
