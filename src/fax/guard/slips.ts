/** Digits at the end of a number in which a slip is looked for: a country code is not typed by hand. */
const TYPED = 10

/** Every number that one slip of the finger makes of this one: a digit mistyped, or two neighbours the other way round. E.164 in and out. */
export function slipsOf(number: string): string[] {
  const from = Math.max(1, number.length - TYPED)
  const slips = new Set<string>()
  for (let at = from; at < number.length; at++) {
    for (const digit of '0123456789') slips.add(number.slice(0, at) + digit + number.slice(at + 1))
    const [here = '', next = ''] = [number[at], number[at + 1]]
    if (next) slips.add(number.slice(0, at) + next + here + number.slice(at + 2))
  }
  slips.delete(number)
  return [...slips]
}
