import type { Id } from '../kit/ids.ts'
import type { Flag } from './flags.ts'
import type { contacts } from './schema.tenant.ts'

export type ContactId = Id<'contact'>
export type TagId = Id<'tag'>
export type Contact = typeof contacts.$inferSelect
export type ContactNumber = { readonly fax: string; readonly label: string }

/** As typed or posted. What is not given is nothing for a new contact, and stays as it is of one that is changed. */
export type ContactInput = {
  readonly name: string
  readonly organization: string
  readonly note: string
  /** The main number, and what it is called: "Front desk". */
  readonly fax: string
  readonly faxLabel?: string | undefined
  readonly otherNumbers?: readonly ContactNumber[] | undefined
  readonly tags?: readonly string[] | undefined
  readonly favourite?: boolean | undefined
} & { readonly [flag in Flag]?: boolean | undefined }
