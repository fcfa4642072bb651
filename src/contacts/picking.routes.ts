import { t } from 'elysia'
import { isId } from '../kit/ids.ts'
import { MOST_PICKED } from './bulk.ts'
import type { ContactId } from './contact.ts'

const Id = t.String({ maxLength: 64 })
/** A field that may stand several times, as ticked boxes do. */
export const Picked = t.Optional(t.Union([Id, t.Array(Id, { maxItems: MOST_PICKED })]))

export const pickedIn = (value: string | readonly string[] | undefined): ContactId[] =>
  (typeof value === 'string' ? [value] : (value ?? [])).filter(isId) as ContactId[]
