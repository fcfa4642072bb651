import { formatPhone } from '../../src/kit/phone.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { Chip } from '../ui/chip.tsx'
import { type Mark, Marks } from './marks.tsx'

export type ContactLine = {
  id: string
  name: string
  organization: string
  fax: string
  /** Beside the main one. */
  moreNumbers: number
  tags: readonly string[]
  marks: readonly Mark[]
  favourite: boolean
  uses: number
}

export const ContactRow = ({ contact }: { contact: ContactLine }) => (
  <tr id={`contact-${contact.id}`} data-row>
    <td class="cell--check">
      <Checkbox
        name="contact"
        id={`pick-${contact.id}`}
        value={contact.id}
        label={`Select ${contact.name}`}
        form="bulk"
        bare
        hooks={{ 'data-pick': '' }}
      />
    </td>
    <td class="cell--main">
      <a href={`/contacts/${contact.id}`} data-open safe>
        {contact.name}
      </a>
      {contact.organization ? (
        <span class="cell__detail" safe>
          {contact.organization}
        </span>
      ) : (
        ''
      )}
      <Labels contact={contact} />
    </td>
    <td class="cell--phone">
      <span safe>{formatPhone(contact.fax)}</span>
      {contact.moreNumbers > 0 ? <span class="cell__detail">and {contact.moreNumbers} more</span> : ''}
    </td>
    <td class="cell--number" data-unit="sent">
      {contact.uses}
    </td>
  </tr>
)

const Labels = ({ contact: { tags, marks, favourite } }: { contact: ContactLine }) =>
  tags.length === 0 && marks.length === 0 && !favourite ? (
    ''
  ) : (
    <span class="labels">
      <Marks marks={marks} favourite={favourite} />
      {tags.map((tag) => (
        <Chip label={tag} />
      ))}
    </span>
  )
