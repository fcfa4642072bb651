import { formatPhone } from '../../src/kit/phone.ts'

export type SuggestedContact = {
  id: string
  name: string
  organization: string
  numbers: readonly { fax: string; label: string }[]
  /** What its marks say at sending. */
  warnings: readonly string[]
}
/** With everybody who has it, unless they are more than a fax goes to. */
export type SuggestedTag = { id: string; name: string; contacts: number; members: readonly { name: string; fax: string }[] }
export type ContactSuggestionsProps = { contacts: readonly SuggestedContact[]; tags: readonly SuggestedTag[]; most: number }

/** How a recipient is written in the field: "Oak Clinic <(555) 201-0100>". */
export const entryOf = ({ name, fax }: { name: string; fax: string }) => `${name.replaceAll(/[<>\n;]/g, ' ')} <${formatPhone(fax)}>`

/** GET /contacts/suggestions?q= answers these options alone. */
export const ContactSuggestions = ({ contacts, tags, most }: ContactSuggestionsProps) =>
  contacts.length === 0 && tags.length === 0 ? (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box, which points here by aria-activedescendant.
    <div role="option" aria-disabled="true" aria-selected="false" class="options__none">
      No contact matches. Press Enter to use what you typed.
    </div>
  ) : (
    [
      ...contacts.flatMap((contact) => contact.numbers.map((number) => <Suggestion contact={contact} number={number} />)),
      ...tags.map((tag) => <TagSuggestion tag={tag} most={most} />),
    ].join('')
  )

type SuggestionProps = { contact: SuggestedContact; number: { fax: string; label: string } }

const Suggestion = ({ contact, number: { fax, label } }: SuggestionProps) => (
  // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box, which points here by aria-activedescendant.
  <div role="option" aria-selected="false" id={`to-${contact.id}-${fax.slice(1)}`} data-entry={entryOf({ name: contact.name, fax })}>
    <span safe>{contact.name}</span>
    <span class="options__detail" safe>
      {[contact.organization, label, formatPhone(fax), ...contact.warnings].filter(Boolean).join(' · ')}
    </span>
  </div>
)

const TagSuggestion = ({ tag, most }: { tag: SuggestedTag; most: number }) =>
  tag.contacts > most ? (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box, which points here by aria-activedescendant.
    <div role="option" aria-disabled="true" aria-selected="false" class="options__none" safe>
      {`Tag ${tag.name} has ${tag.contacts} contacts; a fax goes to at most ${most}.`}
    </div>
  ) : (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box, which points here by aria-activedescendant.
    <div role="option" aria-selected="false" id={`to-${tag.id}`} data-entry={tag.members.map(entryOf).join('\n')}>
      <span safe>{`Everyone tagged ${tag.name}`}</span>
      <span class="options__detail" safe>
        {tag.contacts === 1 ? '1 contact' : `${tag.contacts} contacts`}
      </span>
    </div>
  )
