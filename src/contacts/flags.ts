/** What a contact may be marked with, and what that asks of whoever sends to it. */
export const FLAGS = ['sensitive', 'part2', 'restricted'] as const
export type Flag = (typeof FLAGS)[number]

export const FLAG_WORDS: Readonly<Record<Flag, { readonly label: string; readonly meaning: string }>> = {
  sensitive: {
    label: 'Second person',
    meaning: 'Every fax to this contact waits until a second person lets it go.',
  },
  part2: {
    label: '42 CFR Part 2',
    meaning: 'Substance use records: the cover page carries the notice of 42 CFR Part 2, so it is to be sent.',
  },
  restricted: {
    label: 'Patient restriction',
    meaning: 'A patient asked that some records do not go here (45 CFR 164.522). Check before sending.',
  },
}

export const isFlag = (text: string): text is Flag => (FLAGS as readonly string[]).includes(text)

export const flagsOf = (contact: Readonly<Record<Flag, boolean>>): Flag[] => FLAGS.filter((flag) => contact[flag])
