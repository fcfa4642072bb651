import { type Given, UsageError } from './command.ts'

export const COVER_OPTIONS = { cover: { type: 'string' }, 'no-cover': { type: 'boolean' } } as const

/** The office’s default cover page, none, or another by its name or id. */
export function coverOf(given: Given): boolean | string {
  const name = given.text('cover')
  if (name !== undefined && given.flag('no-cover')) throw new UsageError('Say --cover NAME or --no-cover, not both.')
  return name ?? !given.flag('no-cover')
}
