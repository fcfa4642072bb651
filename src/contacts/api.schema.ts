import { type Static, Type } from '@sinclair/typebox'
import { LIST_QUERY } from '../kit/listing.ts'
import type { Contact } from './contacts.ts'

const Name = Type.String({ maxLength: 1_000, description: 'At most 120 characters.' })
const Organization = Type.String({ maxLength: 1_000, description: 'At most 120 characters.' })
const Fax = Type.String({ maxLength: 1_000, description: 'US unless it has a country code.' })
const Note = Type.String({ maxLength: 10_000, description: 'At most 500 characters.' })

export const NewContact = Type.Object({
  name: Name,
  organization: Type.Optional(Organization),
  fax: Fax,
  note: Type.Optional(Note),
})
export const ContactChange = Type.Partial(NewContact, { minProperties: 1 })
export const ContactsQuery = Type.Object({
  ...LIST_QUERY,
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name, the organization or the number.' })),
})

const Instant = Type.String({ format: 'date-time' })
export const ContactJson = Type.Object({
  id: Type.String(),
  name: Type.String(),
  organization: Type.String(),
  fax: Type.String({ description: 'E.164.' }),
  note: Type.String(),
  uses: Type.Integer({ description: 'Faxes sent to it so far.' }),
  createdAt: Instant,
  updatedAt: Instant,
})

export const contactJson = ({ id, name, organization, fax, note, uses, createdAt, updatedAt }: Contact): Static<typeof ContactJson> => ({
  id,
  name,
  organization,
  fax,
  note,
  uses,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})
