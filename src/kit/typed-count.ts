/** A count as it was typed into a field; NaN for anything else, which is within no bounds. */
export const countIn = (typed: string): number => (/^\d{1,6}$/.test(typed) ? Number(typed) : Number.NaN)
