/** What a proof wanted and did not see, in words: nothing when it holds. */
export const missedOf = (goals: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(goals).flatMap(([goal, isMet]) => (isMet ? [] : [goal]))

/** Every proof says what it saw, and what of its goals it missed. */
export type Proved = { readonly missed: readonly string[] }
