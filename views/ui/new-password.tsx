import { PasswordField } from './password.tsx'

export type NewPasswordFieldProps = {
  label: string
  /** How long it must be. */
  shortest: number
  error?: string | undefined
}

export const NewPasswordField = ({ label, shortest, error }: NewPasswordFieldProps) => (
  <PasswordField
    name="password"
    label={label}
    hint={`At least ${shortest} characters. Three or four words you will remember work well.`}
    error={error}
    autocomplete="new-password"
    minlength={shortest}
    required
  />
)
