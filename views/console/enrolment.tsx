import { PublicLayout } from '../public-layout.tsx'
import { type SetUp, SetUpSteps } from '../security/set-up.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'

export type EnrolmentPageProps = SetUp & { name: string; email: string; token: string }

/** GET /console/enrolment/:token */
export const EnrolmentPage = ({ name, email, token, ...setUp }: EnrolmentPageProps) => (
  <PublicLayout title="Set up your sign-in · Frontdesk operators">
    <h1 safe>{`Welcome, ${name}`}</h1>
    <p safe>{`You will operate as ${email}, without a password. Choose how to sign in; you can add the other way later.`}</p>
    {setUp.problem ? <ErrorSummary {...setUp.problem} /> : ''}
    <form method="post" action="/console/enrolment/passkey" class="stack">
      <input type="hidden" name="token" value={token} />
      <PasskeyButton
        act="make"
        options={`/console/enrolment/passkey/options/${token}`}
        kind="primary"
        label="Use a passkey: finger, face or PIN"
      />
      <PasskeyScript />
    </form>
    <h2>With your phone</h2>
    <form method="post" action="/console/enrolment" class="stack">
      <input type="hidden" name="token" value={token} />
      <SetUpSteps {...setUp} />
      <Button kind="primary" label="Confirm and go on" busy="Checking…" />
    </form>
  </PublicLayout>
)

export const EnrolmentOverPage = () => (
  <PublicLayout title="Link used · Frontdesk operators">
    <h1>This link no longer works</h1>
    <p>It works once, within a day. If you have set up your sign-in, use it. If not, ask a super admin for a new link.</p>
    <p>
      <LinkButton kind="primary" href="/console/sign-in" label="Sign in" />
    </p>
  </PublicLayout>
)
