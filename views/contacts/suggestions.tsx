import { formatPhone } from '../../src/kit/phone.ts'

export type SuggestedContact = { id: string; name: string; organization: string; fax: string }
export type ContactSuggestionsProps = { contacts: readonly SuggestedContact[] }

/** How a recipient is written in the field: "Oak Clinic <(555) 201-0100>". */
export const entryOf = ({ name, fax }: { name: string; fax: string }) => `${name.replaceAll(/[<>\n;]/g, ' ')} <${formatPhone(fax)}>`

/** GET /contacts/suggestions?q= answers these options alone. */
export const ContactSuggestions = ({ contacts }: ContactSuggestionsProps) =>
  contacts.length === 0 ? (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box, which points here by aria-activedescendant.
    <div role="option" aria-disabled="true" aria-selected="false" class="options__none">
      No contact matches. Press Enter to use what you typed.
    </div>
  ) : (
    contacts.map((contact) => <Suggestion contact={contact} />).join('')
  )

const Suggestion = ({ contact }: { contact: SuggestedContact }) => (
  // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box, which points here by aria-activedescendant.
  <div role="option" aria-selected="false" id={`to-${contact.id}`} data-entry={entryOf(contact)}>
    <span safe>{contact.name}</span>
    <span class="options__detail" safe>
      {[contact.organization, formatPhone(contact.fax)].filter(Boolean).join(' · ')}
    </span>
  </div>
)
