import { Button } from './ui/button.tsx'
import { Icon } from './ui/icon.tsx'
import { PasskeyButton, PasskeyScript } from './ui/passkey.tsx'
import { PasswordField } from './ui/password.tsx'

export type LockScreenProps = { name: string; officeName: string }

/** What takes the place of a page that was left alone. Not part of it before the script puts it there. */
export const LockScreen = ({ name, officeName }: LockScreenProps) => (
  <>
    <template id="lock-screen">
      <div class="lock" role="dialog" aria-modal="true" aria-labelledby="lock-title">
        <div class="card public__card">
          <p class="brand">
            <Icon name="lock" />
            <span safe>{officeName}</span>
          </p>
          <h2 class="lock__title" id="lock-title" aria-level={1}>
            Locked
          </h2>
          <p safe>{`${name}, what you were doing is still here. Show that it is you.`}</p>
          <form class="stack" method="post" action="/api/auth/unlock" data-unlock>
            <PasswordField
              name="unlock"
              label="Password"
              hint="Or the six digits your authenticator app shows now, or a recovery code."
              autocomplete="current-password"
              required
            />
            <p class="field__error" role="alert" data-unlock-problem hidden />
            <Button kind="primary" label="Unlock" />
          </form>
          <form method="post" action="/api/auth/unlock" data-unlock-passkey>
            <PasskeyButton act="use" options="/api/auth/unlock/options" label="Use your passkey" />
            <PasskeyScript />
          </form>
          <section class="stack" aria-labelledby="unlock-provider-title" data-unlock-providers hidden>
            <p id="unlock-provider-title">Sign in once more through your provider, in a tab beside this one. Then come back here.</p>
            <ul class="providers" />
          </section>
          <form method="post" action="/sign-out">
            <Button kind="quiet" label="Sign in as somebody else" busy="One moment…" />
          </form>
        </div>
      </div>
    </template>
    <template id="idle-warning">
      <div class="notice notice--warn toast" role="alert">
        <Icon name="clock" />
        <p>This page locks in a minute, because nobody used it for a while.</p>
        <Button small type="button" label="Stay" hooks={{ 'data-stay': '' }} />
      </div>
    </template>
    <script src="/assets/lock.js" defer />
  </>
)
