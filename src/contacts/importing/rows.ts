import type { ContactInput, ContactNumber } from '../contact.ts'
import { FLAG_WORDS, FLAGS } from '../flags.ts'
import type { ImportField, Mapping } from './columns.ts'

/** A row as a contact would be typed. What the file has no column for is left out, so that an update leaves it as it is. */
export function inputOf(cells: readonly string[], mapping: Mapping): ContactInput {
  const cell = (field: ImportField) => (mapping[field] === undefined ? undefined : (cells[mapping[field]] ?? '').trim())
  const whole = [cell('firstName'), cell('lastName')].filter(Boolean).join(' ')
  const marks = cell('marks')?.toLowerCase()
  const favourite = cell('favourite')
  const others = cell('otherNumbers')
  const tags = cell('tags')
  return {
    name: cell('name') || whole || cell('organization') || '',
    organization: cell('organization') ?? '',
    note: cell('note') ?? '',
    fax: cell('fax') ?? '',
    ...(cell('faxLabel') && { faxLabel: cell('faxLabel') }),
    ...(others && { otherNumbers: numbersIn(others) }),
    // Google joins its groups with ":::" and marks its own with an asterisk.
    ...(tags !== undefined && { tags: tags.split(/[,;]|:::/).map((tag) => tag.trim().replace(/^\*\s*/, '')) }),
    ...(favourite !== undefined && { favourite: /^(yes|y|true|1|x|ja|sí|si|oui)$/i.test(favourite) }),
    ...(marks !== undefined && Object.fromEntries(FLAGS.map((flag) => [flag, hasMark(marks, flag)]))),
  }
}

const hasMark = (marks: string, flag: (typeof FLAGS)[number]): boolean =>
  marks.includes(flag) || marks.includes(FLAG_WORDS[flag].label.toLowerCase())

/** "Referrals: +15552010101; (555) 201-0102" */
const numbersIn = (text: string): ContactNumber[] =>
  text
    .split(/[;\n]|:::/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, label = '', fax = ''] = /^(?:([^:]*):)?(.*)$/s.exec(part) ?? []
      return { label: label.trim(), fax: fax.trim() }
    })
