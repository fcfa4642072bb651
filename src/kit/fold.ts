/** Letters of their own that people without the key for them write another way; accents come off by themselves. */
const WRITTEN: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i' }

/** As people search: "José Müller" and "jose muller" are one. Kept beside what is searched, so a change needs a migration. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => WRITTEN[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim()
