import { Field } from './field.tsx'

export type CodeFieldProps = {
  error?: string | undefined
  autofocus?: boolean | undefined
  hint?: string | undefined
  name?: string | undefined
}

/** The six digits on a person's phone; browsers and password managers may fill them in. */
export const CodeField = ({ error, autofocus, hint, name = 'code' }: CodeFieldProps) => (
  <Field
    name={name}
    label="Code"
    hint={hint ?? 'The six digits your authenticator app shows now.'}
    error={error}
    autocomplete="one-time-code"
    inputmode="numeric"
    maxlength={40}
    required
    autofocus={autofocus}
  />
)
