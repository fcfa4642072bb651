import { Button, type ButtonProps } from './button.tsx'

/** What reads `data-passkey`: only where a passkey can be made or used. */
export const PasskeyScript = () => <script src="/assets/passkey.js" defer />

export type PasskeyButtonProps = Pick<ButtonProps, 'label' | 'kind' | 'type'> & {
  act: 'make' | 'use'
  /** Where the challenge comes from. */
  options: string
  /** Also offered among what the browser fills in for the e-mail address. */
  autofill?: boolean
}

/** Fills `passkey` of its form and sends it. Hidden until the script has found that this browser can. */
export const PasskeyButton = ({ act, options, autofill, type = 'submit', ...look }: PasskeyButtonProps) => (
  <div class="passkey" hidden data-passkey-ways>
    <input type="hidden" name="passkey" value="" />
    <Button
      {...look}
      type={type}
      icon="key"
      busy="One moment…"
      hooks={{ 'data-passkey': act, 'data-options': options, ...(autofill && { 'data-autofill': 'yes' }) }}
    />
    <p class="field__error" data-passkey-problem hidden />
  </div>
)

/** A whole sign-in by itself. */
export const PasskeySignIn = ({ next, label, autofill = false }: { next: string; label: string; autofill?: boolean }) => (
  <form method="post" action="/sign-in/passkey" class="stack">
    <input type="hidden" name="next" value={next} />
    <PasskeyButton act="use" options="/api/auth/passkeys/options" label={label} kind={autofill ? 'plain' : 'primary'} autofill={autofill} />
    <PasskeyScript />
  </form>
)
