/** RFC 5321 §4.5.3.1.3: a path of 256 with its brackets. */
export const LONGEST_EMAIL = 254
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/

/** An address that one could write to, bare: no name, no brackets. */
export const isEmail = (text: string): boolean => text.length <= LONGEST_EMAIL && ADDRESS.test(text)
