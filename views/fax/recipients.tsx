import { entryOf } from '../contacts/suggestions.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'

export type FrequentContact = { id: string; name: string; fax: string; favourite: boolean }
export type RecipientsProps = {
  to: string
  error?: string | undefined
  max: number
  frequent: readonly FrequentContact[]
  /** Unless something went wrong, which takes the focus itself. */
  autofocus: boolean
}

/** One entry a line is what is posted; a script shows the lines as chips with suggestions beside them. */
export const Recipients = ({ to, error, max, frequent, autofocus }: RecipientsProps) => (
  <div class="recipients" data-recipients={String(max)}>
    <TextArea
      name="to"
      label="To"
      hint={`Fax numbers, one on each line, at most ${max}. A name may come first: Oak Clinic, (555) 201-0100.`}
      error={error}
      value={to}
      rows={3}
      required
      autofocus={autofocus}
      hooks={{ 'data-entries': '', ...KNOWN }}
    />
    <ChipBox max={max} error={error} />
    <Frequent frequent={frequent} />
  </div>
)

/** What is known of the numbers is told beside them, as soon as they are there. */
const KNOWN = {
  'hx-post': '/faxes/concerns',
  'hx-trigger': 'change delay:200ms',
  'hx-target': '#known',
  'hx-swap': 'innerHTML',
  'hx-sync': 'this:replace',
  'hx-push-url': 'false',
  'hx-config': 'timeout:10000',
}

/** A combobox (ARIA 1.2): the list is filled by htmx, chosen and dismissed by the script. */
const COMBOBOX = {
  'data-entry-box': '',
  role: 'combobox',
  'aria-autocomplete': 'list',
  'aria-controls': 'to-options',
  'aria-expanded': 'false',
}

const ChipBox = ({ max, error }: { max: number; error: string | undefined }) => (
  <div class="chipbox" hidden data-chipbox>
    <div
      hx-get={`/contacts/suggestions?most=${max}`}
      hx-trigger="input delay:150ms"
      hx-include="#to-entry"
      hx-target="#to-options"
      hx-sync="this:replace"
    >
      <Field
        name="q"
        id="to-entry"
        label="To"
        hint={`A contact’s name, a tag or a fax number, then Enter. Paste a list to add many, at most ${max}.`}
        autocomplete="off"
        error={error}
        hooks={COMBOBOX}
      />
      <div class="options" id="to-options" role="listbox" aria-label="Matching contacts" tabindex="-1" hidden />
    </div>
    <ul class="chips" id="to-chips" aria-label="Recipients" />
  </div>
)

/** The digit before each adds it, unless somebody is typing. */
const Frequent = ({ frequent }: { frequent: readonly FrequentContact[] }) =>
  frequent.length === 0 ? (
    <p class="quiet">
      Whoever you fax most will be here, one click away, and so will <a href="/contacts">contacts</a> that you mark as favourites.
    </p>
  ) : (
    <div class="frequent">
      <p id="frequent-label">Favourites and often sent to</p>
      <ul aria-labelledby="frequent-label">
        {frequent.map((contact, index) => (
          <li>
            <a
              class="button button--plain button--small"
              href={`/faxes/new?contact=${contact.id}`}
              data-add={entryOf(contact)}
              aria-keyshortcuts={String(index + 1)}
            >
              <Icon name={contact.favourite ? 'star' : 'plus'} />
              <span safe>{contact.name}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
