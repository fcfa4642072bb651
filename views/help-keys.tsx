import { Checkbox } from './ui/checkbox.tsx'
import { Dialog } from './ui/dialog.tsx'

const KEYS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['g', 's'], does: 'Send a fax' },
  { keys: ['g', 'o'], does: 'Sent faxes' },
  { keys: ['g', 'i'], does: 'Received faxes' },
  { keys: ['g', 'c'], does: 'Contacts' },
  { keys: ['/'], does: 'Search' },
  { keys: ['n'], does: 'New: a fax, or a contact among contacts' },
  { keys: ['1', '8'], does: 'On the send page: add the first to eighth of those that are offered' },
  { keys: ['j'], does: 'Next row' },
  { keys: ['k'], does: 'Row before' },
  { keys: ['x'], does: 'Select the row' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['Shift', 'l'], does: 'Lock this page' },
  { keys: ['?'], does: 'This list' },
]

export const KeyList = () => (
  <>
    <dl class="keys">
      {KEYS.map(({ keys, does }) => (
        <div>
          <dt>
            {keys.map((key) => (
              <kbd safe>{key}</kbd>
            ))}
          </dt>
          <dd safe>{does}</dd>
        </div>
      ))}
    </dl>
    <div class="script-only">
      <Checkbox
        name="keys"
        id="keys-on"
        label="Use these keys on this computer"
        hint="They never act while you type."
        checked
        hooks={{ 'data-keys': '' }}
      />
    </div>
  </>
)

const KEYS_DIALOG = (
  <Dialog id="help" title="Keys">
    <KeyList />
  </Dialog>
)
/** On every page, and always the same. */
export const KeysDialog = () => KEYS_DIALOG
