import { formatPhone } from '../../src/kit/phone.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FOCUSED } from '../ui/error-summary.tsx'
import { Icon } from '../ui/icon.tsx'

export type AskedConcern = { kind: string; token: string; number: string; message: string; looked: boolean }

/** In the form of the fax: what is ticked goes with it the next time it is sent. */
export const SecondLook = ({ concerns }: { concerns: readonly AskedConcern[] }) => (
  <fieldset class="summary look stack" tabindex="-1" {...FOCUSED} aria-describedby="look-hint">
    <legend class="summary__title">
      <Icon name="alert" />
      <span>Not sent yet: a second look</span>
    </legend>
    <p id="look-hint">Tick what you have checked, then send it. Or change the fax below.</p>
    {concerns.map(({ kind, token, number, message, looked }, index) => (
      <Checkbox
        name="looked"
        id={`looked-${index}`}
        value={token}
        label={`${formatPhone(number)}: ${PROMISES[kind] ?? 'the number is right'}`}
        hint={message}
        checked={looked}
      />
    ))}
    <p>
      <Button kind="primary" icon="send" label="Send it" busy="Sending…" />
    </p>
  </fieldset>
)

const PROMISES: Readonly<Record<string, string>> = { duplicate: 'send it once more', restricted: 'these records may go there' }
