import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { PersonBadge, type PersonLine, ROLE_WORDS } from '../people/words.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import type { Clock } from '../ui/when.tsx'
import { ApiKeys, type ApiKeysProps, MadeKey } from './api-keys.tsx'
import { Backup, type BackupProps } from './backup.tsx'
import { Contents, type Standing } from './contents.tsx'

export type { ApiKeyLine } from './api-keys.tsx'

export type OfficeValues = { name: string; phone: string; address: string; timeZone: string; coverNotice: string; headerLine: string }

export type SettingsPageProps = {
  shell: ShellProps
  clock: Clock
  mayWrite: boolean
  office: OfficeValues
  timeZones: readonly { value: string; label: string }[]
  keys: Omit<ApiKeysProps, 'clock' | 'mayWrite'>
  numbers: readonly { number: string; label: string }[]
  people: readonly Pick<PersonLine, 'id' | 'name' | 'email' | 'role' | 'state'>[]
  standing: Standing
  /** Absent where nothing is replicated. */
  backup: Pick<BackupProps, 'last'> | undefined
  mayManagePeople: boolean
  /** May let support in. */
  mayLetIn: boolean
  /** May take all records away. */
  mayTakeAway: boolean
  /** May have programs told. */
  mayHear: boolean
  problem?: ErrorSummaryProps | undefined
}

export const SettingsPage = (props: SettingsPageProps) => (
  <Layout title="Settings" shell={props.shell}>
    <PageHead title="Settings">
      {props.mayManagePeople ? <LinkButton href="/settings/people" icon="contacts" label="People" /> : ''}
    </PageHead>
    {props.keys.made ? <MadeKey {...props.keys.made} /> : ''}
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <div class="stack">
      <Contents
        standing={props.standing}
        numbers={props.numbers.length}
        people={props.people.length}
        keys={props.keys.list.length}
        may={{ managePeople: props.mayManagePeople, hear: props.mayHear, takeAway: props.mayTakeAway, secure: props.mayLetIn }}
      />
      <OfficeProfile office={props.office} timeZones={props.timeZones} errors={props.problem?.errors ?? {}} mayWrite={props.mayWrite} />
      <Numbers numbers={props.numbers} />
      <ApiKeys {...props.keys} clock={props.clock} mayWrite={props.mayWrite} />
      <People people={props.people} mayManagePeople={props.mayManagePeople} />
      {props.backup ? <Backup {...props.backup} clock={props.clock} mayWrite={props.mayWrite} /> : ''}
    </div>
  </Layout>
)

type OfficeProfileProps = Pick<SettingsPageProps, 'office' | 'timeZones' | 'mayWrite'> & { errors: Readonly<Record<string, string>> }

const OfficeProfile = ({ office, timeZones, errors, mayWrite }: OfficeProfileProps) => (
  <form class="card stack" method="post" action="/settings/profile" data-guard aria-labelledby="office-title">
    <h2 id="office-title">Your office</h2>
    <Field
      name="name"
      label="Name"
      hint="On every cover page."
      value={office.name}
      error={errors['name']}
      autocomplete="organization"
      maxlength={120}
      required
    />
    <div class="pair">
      <Field
        name="phone"
        type="tel"
        inputmode="tel"
        label="Phone"
        hint="Where people call when a page is unreadable."
        value={formatPhone(office.phone)}
        error={errors['phone']}
        autocomplete="tel"
      />
      <Select
        name="timeZone"
        label="Time zone"
        hint="All times are shown in it."
        value={office.timeZone}
        error={errors['timeZone']}
        options={timeZones}
      />
    </div>
    <TextArea
      name="address"
      label="Address"
      hint="As on your letters, at most four lines. Cover pages show it."
      value={office.address}
      error={errors['address']}
      rows={3}
      maxlength={130}
    />
    <TextArea
      name="coverNotice"
      label="Privacy notice on the cover page"
      hint="A cover page may have another of its own."
      value={office.coverNotice}
      error={errors['coverNotice']}
      rows={5}
      maxlength={1000}
    />
    <Select
      name="headerLine"
      label="A line of your own at the top of each page"
      hint="When, who, from which number, which page. The pages become a little smaller to make room. US law asks for it on the first page of every fax; a cover page does that, too."
      value={office.headerLine}
      options={HEADER_LINES}
    />
    {mayWrite ? <Save /> : ''}
  </form>
)

const HEADER_LINES = [
  { value: 'never', label: 'No: only the carrier’s' },
  { value: 'uncovered', label: 'On faxes without a cover page' },
  { value: 'always', label: 'On every fax' },
]

const Save = () => (
  <p>
    <Button kind="primary" label="Save" busy="Saving…" />
  </p>
)

const Numbers = ({ numbers }: Pick<SettingsPageProps, 'numbers'>) => (
  <section class="card card--table" aria-labelledby="numbers-title">
    <h2 id="numbers-title">Fax numbers</h2>
    {numbers.length === 0 ? <p class="quiet">No number yet. Ask your operator to add one.</p> : <NumberTable numbers={numbers} />}
  </section>
)

const NumberTable = ({ numbers }: Pick<SettingsPageProps, 'numbers'>) => (
  <Table caption="Fax numbers of this office" columns={[{ label: 'Number' }, { label: 'Used for' }]}>
    {numbers.map(({ number, label }) => (
      <tr>
        <td class="cell--phone" safe>
          {formatPhone(number)}
        </td>
        <td class="cell--main" safe>
          {label}
        </td>
      </tr>
    ))}
  </Table>
)

const People = ({ people, mayManagePeople }: Pick<SettingsPageProps, 'people' | 'mayManagePeople'>) => (
  <section class="card card--table" aria-labelledby="people-title">
    <h2 id="people-title">People</h2>
    <Table caption="People of this office" columns={[{ label: 'Name' }, { label: 'Role' }, { label: 'State' }]}>
      {people.map(({ name, email, role, state }) => (
        <tr>
          <td class="cell--main">
            <span safe>{name}</span>
            <span class="cell__detail" safe>
              {email}
            </span>
          </td>
          <td safe>{ROLE_WORDS[role]}</td>
          <td>
            <PersonBadge state={state} />
          </td>
        </tr>
      ))}
    </Table>
    {mayManagePeople ? <ManagePeople /> : ''}
  </section>
)

const ManagePeople = () => (
  <p class="actions">
    <LinkButton href="/settings/people" icon="contacts" label="Invite and manage people" />
  </p>
)
