import { type FieldFrame, Framed, idOf, tied } from './field-frame.tsx'
import { Icon } from './icon.tsx'

export type PasswordProps = FieldFrame & {
  autocomplete: 'current-password' | 'new-password'
  minlength?: number | undefined
  autofocus?: boolean | undefined
}

/** Never filled from the server. "Show" needs a script, so it is not there without one. */
export const PasswordField = (props: PasswordProps) => (
  <Framed frame={props}>
    <div class="password">
      <input
        type="password"
        {...tied(props)}
        autocomplete={props.autocomplete}
        minlength={props.minlength}
        autofocus={props.autofocus}
        spellcheck={false}
      />
      <button type="button" class="button button--quiet script-only" data-reveal={idOf(props)} aria-pressed="false">
        <Icon name="eye" />
        <span>Show</span>
        <span class="hide-visually" safe>{` ${props.label.toLowerCase()}`}</span>
      </button>
    </div>
  </Framed>
)
