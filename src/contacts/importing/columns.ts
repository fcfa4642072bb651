/** What a column can be taken for, in the order of the form. */
export const FIELDS = [
  'name',
  'firstName',
  'lastName',
  'organization',
  'fax',
  'faxLabel',
  'otherNumbers',
  'tags',
  'marks',
  'favourite',
  'note',
] as const
export type ImportField = (typeof FIELDS)[number]
/** Which column, counted from 0, is which. */
export type Mapping = { readonly [field in ImportField]?: number }

export const FIELD_WORDS: Readonly<Record<ImportField, string>> = {
  name: 'Name',
  firstName: 'First name',
  lastName: 'Last name',
  organization: 'Organization',
  fax: 'Fax number',
  faxLabel: 'Number label',
  otherNumbers: 'Other fax numbers',
  tags: 'Tags',
  marks: 'Marks',
  favourite: 'Favourite',
  note: 'Note',
}

/** As our own export names its columns. */
export const HEADS = ['Name', 'Organization', 'Fax number', 'Number label', 'Other numbers', 'Tags', 'Marks', 'Favourite', 'Note'] as const

/** How spreadsheets, Outlook, Google and other fax services name theirs; the first column that fits is taken. */
const NAMED: readonly (readonly [ImportField, RegExp])[] = [
  ['otherNumbers', /^(other|more|additional).*(number|fax)/i],
  ['faxLabel', /^(number|fax)[ _-]?(label|type)|^fax 1 - (type|label)/i],
  ['fax', /^(fax|business fax|fax[ _-]?(number|no\.?|#)|fax 1 - value|work fax|recipient fax|number)$/i],
  ['firstName', /^(first|given)[ _-]?name$/i],
  ['lastName', /^(last|family)[ _-]?name$|^surname$/i],
  ['organization', /^(organi[sz]ation|company|practice|facility|business)([ _-]?name)?$/i],
  ['name', /^(name|full[ _-]?name|display[ _-]?name|contact([ _-]?name)?|recipient([ _-]?name)?)$/i],
  ['tags', /^(tags?|labels?|categor(y|ies)|groups?|group membership)$/i],
  ['marks', /^(marks?|flags?)$/i],
  ['favourite', /^favou?rites?$|^starred$/i],
  ['note', /^(notes?|comments?|remarks?)$/i],
]

export function guessMapping(heads: readonly string[]): Mapping {
  const mapping: { [field in ImportField]?: number } = {}
  heads.forEach((head, index) => {
    const found = NAMED.find(([field, named]) => mapping[field] === undefined && named.test(head.trim()))
    if (found) mapping[found[0]] = index
  })
  return mapping
}

/** Whether a first row names columns: a row with a number in it is a contact already. */
export const hasHeads = (row: readonly string[]): boolean => !row.some((cell) => cell.replace(/\D/g, '').length >= 7)
