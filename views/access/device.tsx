import { PublicLayout } from '../public-layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'

export type DevicePageProps = {
  officeName: string
  state: 'free' | 'approved' | 'waiting' | 'unknown'
  name: string | undefined
  mayRecover: boolean
  problem?: ErrorSummaryProps | undefined
}

/** GET /device: for who is signed in at a device that the office has not approved. */
export const DevicePage = ({ officeName, state, name, mayRecover, problem }: DevicePageProps) => (
  <PublicLayout title={`This device · ${officeName}`}>
    <h1>This device</h1>
    <p class="quiet" safe>
      {officeName}
    </p>
    {problem ? <ErrorSummary {...problem} /> : ''}
    {state === 'free' || state === 'approved' ? <Open state={state} /> : ''}
    {state === 'unknown' ? <Ask /> : ''}
    {state === 'waiting' ? <Wait name={name ?? ''} /> : ''}
    {mayRecover && (state === 'unknown' || state === 'waiting') ? <Recover error={problem?.errors?.['code']} /> : ''}
    <form method="post" action="/sign-out">
      <Button kind="quiet" label="Sign out" />
    </form>
  </PublicLayout>
)

const Open = ({ state }: { state: 'free' | 'approved' }) => (
  <>
    <Notice kind="ok" text={state === 'approved' ? 'This device is approved.' : 'You need no approved device here.'} />
    <p>
      <LinkButton kind="primary" href="/" label="Go on" />
    </p>
  </>
)

const Ask = () => (
  <>
    <p>Your office lets owners and admins in from approved devices only, and this one is not approved.</p>
    <p>Ask for it here, and tell an owner: they approve it at a device that is approved.</p>
    <form method="post" action="/device">
      <Button kind="primary" label="Ask for approval" busy="Asking…" />
    </form>
  </>
)

const Wait = ({ name }: { name: string }) => (
  <>
    <Notice kind="warn" text="This device waits for an owner." />
    <p safe>{`An owner finds it as “${name}” under Settings → Security → Approved devices. Tell them that it is you.`}</p>
    <p>
      <LinkButton kind="primary" href="/device" label="Look again" />
    </p>
  </>
)

const Recover = ({ error }: { error: string | undefined }) => (
  <details open={error !== undefined}>
    <summary>No approved device is at hand</summary>
    <form class="stack" method="post" action="/device/recovery">
      <p>As an owner you approve this device yourself with one of the recovery codes that you kept. Every owner is told.</p>
      <Field name="code" label="Recovery code" hint="Each works once." error={error} autocomplete="off" maxlength={40} required />
      <Button label="Approve this device" busy="Checking…" />
    </form>
  </details>
)
