import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type DeviceCard = {
  id: string
  name: string
  address: string
  person: string
  askedAt: Date
  approvedAt: Date | null
  lastSignInAt: Date | null
  isOwn: boolean
}
export type DevicesPageProps = {
  shell: ShellProps
  clock: Clock
  isAsked: boolean
  devices: readonly DeviceCard[]
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/settings/access/devices'

/** GET /settings/access/devices */
export const DevicesPage = ({ shell, clock, isAsked, devices, problem }: DevicesPageProps) => (
  <Layout title="Approved devices" shell={shell}>
    <PageHead title="Approved devices" back={{ href: '/settings/access', label: 'When and from where' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <Rule isAsked={isAsked} />
      {devices.length === 0 ? <p class="quiet">No device was approved yet, and none waits.</p> : ''}
      {devices.map((device) => (
        <Device device={device} clock={clock} />
      ))}
    </div>
  </Layout>
)

const Rule = ({ isAsked }: { isAsked: boolean }) => (
  <form class="card stack" method="post" action={`${PLACE}/rule`} aria-label="Who needs an approved device">
    <p>
      Somebody who learns the password and a code of an owner or admin still stands outside with a device of their own. The device that you
      switch this on from is approved with it; others ask, and you approve them here.
    </p>
    <p class="quiet">
      Keep your recovery codes on paper: with one of them an owner comes in when every approved device is lost. Clearing a browser’s cookies
      makes it another device.
    </p>
    <Checkbox
      name="onlyApproved"
      label="Owners and admins only from approved devices"
      hint="It counts from the next click. Everybody else comes in as before."
      checked={isAsked}
    />
    <p>
      <Button kind="primary" label="Save" busy="Saving…" />
    </p>
  </form>
)

const Device = ({ device, clock }: { device: DeviceCard; clock: Clock }) => (
  <article class="card stack">
    <h2 safe>{device.name}</h2>
    <DefinitionList
      facts={[
        { term: 'State', element: <State device={device} /> },
        { term: 'Asked for by', text: device.person },
        { term: 'Asked for', element: <Exactly at={device.askedAt} clock={clock} /> },
        { term: 'From', text: device.address },
        device.lastSignInAt
          ? { term: 'Last sign-in', element: <Exactly at={device.lastSignInAt} clock={clock} /> }
          : { term: 'Last sign-in', text: 'Not yet' },
      ]}
    />
    {device.approvedAt ? <Approved device={device} /> : <Waiting device={device} />}
  </article>
)

const State = ({ device: { approvedAt, isOwn } }: { device: DeviceCard }) => {
  if (!approvedAt) return <Badge tone="warn" icon="clock" word="Waits for you" />
  return <Badge tone="ok" icon="check" word={isOwn ? 'Approved: you are at it' : 'Approved'} />
}

const Waiting = ({ device }: { device: DeviceCard }) => (
  <>
    <p>Ask them whether it is theirs before you approve it.</p>
    <div class="actions">
      <form method="post" action={`${PLACE}/${device.id}/approval`}>
        <Button kind="primary" label="Approve" busy="Approving…" describe={device.name} />
      </form>
      <form method="post" action={`${PLACE}/${device.id}/removal`}>
        <Button kind="danger" label="Refuse" busy="Refusing…" describe={device.name} />
      </form>
    </div>
  </>
)

const Approved = ({ device }: { device: DeviceCard }) => (
  <>
    <form class="stack narrow" method="post" action={`${PLACE}/${device.id}`}>
      <Field
        name="name"
        id={`name-${device.id}`}
        label="Name"
        hint="To tell it from others, such as “Ana’s laptop”."
        value={device.name}
        autocomplete="off"
        maxlength={60}
        required
      />
      <p>
        <Button label="Rename" busy="Saving…" describe={device.name} />
      </p>
    </form>
    {device.isOwn ? '' : <Removal device={device} />}
  </>
)

const Removal = ({ device }: { device: DeviceCard }) => (
  <form
    method="post"
    action={`${PLACE}/${device.id}/removal`}
    data-confirm={`Remove ${device.name}? Whoever is signed in there is shut out at their next click.`}
  >
    <Button kind="danger" icon="trash" label="Remove" busy="Removing…" describe={device.name} />
  </form>
)
