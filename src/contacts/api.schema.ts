import { type Static, Type } from '@sinclair/typebox'
import { LIST_QUERY, Nullable, oneOf } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Contact } from './contact.ts'
import { FLAGS, flagsOf } from './flags.ts'
import { numbersOf } from './numbers.ts'
import { tagsOf } from './tags.ts'

const Name = Type.String({ maxLength: 1_000, description: 'At most 120 characters.' })
const Organization = Type.String({ maxLength: 1_000, description: 'At most 120 characters.' })
const Fax = Type.String({ maxLength: 1_000, description: 'The main number. US unless it has a country code.' })
const Label = Type.String({ maxLength: 200, description: 'What the number is called, such as Front desk. At most 40 characters.' })
const Note = Type.String({ maxLength: 10_000, description: 'At most 500 characters.' })
const Tags = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200, description: 'By name; one that is new is made. At most 20.' })
const Flags = Type.Array(oneOf(FLAGS), {
  maxItems: 10,
  description:
    'sensitive: a second person looks before a fax goes out. part2: 42 CFR Part 2, the cover needs its notice. restricted: a patient restriction (45 CFR 164.522).',
})
const OtherNumbers = Type.Array(Type.Object({ fax: Fax, label: Type.Optional(Label) }), {
  maxItems: 50,
  description: 'Beside the main one. At most 9.',
})

export const NewContact = Type.Object(
  {
    name: Name,
    organization: Type.Optional(Organization),
    fax: Fax,
    faxLabel: Type.Optional(Label),
    otherNumbers: Type.Optional(OtherNumbers),
    tags: Type.Optional(Tags),
    flags: Type.Optional(Flags),
    favourite: Type.Optional(Type.Boolean()),
    note: Type.Optional(Note),
  },
  {
    examples: [{ name: 'Elm Clinic', organization: 'Elm Health', fax: '+15550100011', tags: ['Referrals'], note: 'Front desk until five' }],
  },
)
export const ContactChange = Type.Partial(NewContact, { minProperties: 1 })
export const ContactsQuery = Type.Object({
  ...LIST_QUERY,
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name, the organization or a number.' })),
  tag: Type.Optional(Type.String({ maxLength: 64, description: 'The id of a tag.' })),
  flag: Type.Optional(oneOf(FLAGS)),
  favourite: Type.Optional(oneOf(['true'])),
})

/** Flags as the address book keeps them: all that are sent, and no others. */
export const inputOf = ({ flags, otherNumbers, ...body }: Static<typeof ContactChange>) => ({
  ...body,
  ...(otherNumbers && { otherNumbers: otherNumbers.map(({ fax, label = '' }) => ({ fax, label })) }),
  ...(flags && Object.fromEntries(FLAGS.map((flag) => [flag, flags.includes(flag)]))),
})

const Instant = Type.String({ format: 'date-time' })
export const TagJson = Type.Object({ id: Type.String(), name: Type.String(), contacts: Type.Integer() })
export const ContactJson = Type.Object({
  id: Type.String(),
  name: Type.String(),
  organization: Type.String(),
  fax: Type.String({ description: 'The main number. E.164.' }),
  faxLabel: Type.String(),
  otherNumbers: Type.Array(Type.Object({ fax: Type.String(), label: Type.String() })),
  tags: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  flags: Type.Array(oneOf(FLAGS)),
  favourite: Type.Boolean(),
  note: Type.String(),
  uses: Type.Integer({ description: 'Faxes sent to it so far.' }),
  createdAt: Instant,
  updatedAt: Instant,
})

/** Contacts with what is kept beside them, asked for once for all of them. */
export function contactsJson(tx: Tx, rows: readonly Contact[]): Static<typeof ContactJson>[] {
  const ids = rows.map(({ id }) => id)
  const [numbers, tags] = [numbersOf(tx, ids), tagsOf(tx, ids)]
  return rows.map((contact) => {
    const { id, name, organization, fax, favourite, note, uses, createdAt, updatedAt } = contact
    const [main, ...otherNumbers] = numbers.get(id) ?? []
    return {
      id,
      name,
      organization,
      fax,
      faxLabel: main?.label ?? '',
      otherNumbers,
      tags: [...(tags.get(id) ?? [])],
      flags: flagsOf(contact),
      favourite,
      note,
      uses,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    }
  })
}

const Exchanged = Type.Object({
  id: Type.String(),
  number: Type.String({ description: 'E.164.' }),
  status: Type.String(),
  at: Instant,
  pages: Nullable(Type.Integer()),
})
export const HistoryJson = Type.Object({
  sent: Type.Array(Exchanged),
  received: Type.Array(Exchanged),
  lastDeliveredAt: Nullable(Instant),
})

type ExchangedLine = {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly at: Date
  readonly pages: number | null
}
export const exchangedJson = ({ id, number, status, at, pages }: ExchangedLine): Static<typeof Exchanged> => ({
  id,
  number,
  status,
  at: at.toISOString(),
  pages,
})
