import { Badge, type Tone } from './badge.tsx'
import { Button, LinkButton } from './button.tsx'
import { Cause } from './cause.tsx'
import { Checkbox } from './checkbox.tsx'
import { Chip } from './chip.tsx'
import { DefinitionList } from './definition-list.tsx'
import { Dialog } from './dialog.tsx'
import { Empty } from './empty.tsx'
import { ErrorPage } from './error-page.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { ExportCsv } from './export.tsx'
import { Field, Select, TextArea } from './field.tsx'
import { FileDrop } from './file-drop.tsx'
import { Filters } from './filters.tsx'
import { Icon } from './icon.tsx'
import { Notice } from './notice.tsx'
import { PageHead } from './page-head.tsx'
import { PageImages } from './page-images.tsx'
import { LoadMore } from './pagination.tsx'
import { PasswordField } from './password.tsx'
import { Progress } from './progress.tsx'
import { SearchBox } from './search-box.tsx'
import { STATUSES, StatusBadge, wordFor } from './status-badge.tsx'
import { Table } from './table.tsx'
import { Timeline } from './timeline.tsx'
import { Exactly, When } from './when.tsx'

export type Example = { name: string; element: JSX.Element }

const now = new Date('2026-03-02T15:30:00Z')
const clock = { now, zone: 'America/New_York' }
const earlier = new Date('2026-03-02T15:25:00Z')
const TONES: readonly Tone[] = ['neutral', 'info', 'ok', 'warn', 'error']
const hinted = { hint: 'Ten digits.' }
const wrong = { ...hinted, error: 'Enter ten digits.' }
const choices = [
  { value: 'a', label: 'Main' },
  { value: 'b', label: 'Referrals' },
]

const buttons: readonly Example[] = [
  { name: 'button primary', element: <Button kind="primary" icon="send" label="Send fax" busy="Sending…" /> },
  { name: 'button plain', element: <Button label="Filter" /> },
  { name: 'button danger, small, described', element: <Button kind="danger" small label="Revoke" describe="Practice software" /> },
  { name: 'button quiet, with a value', element: <Button kind="quiet" type="button" name="outcome" value="sent" label="Mark as sent" /> },
  { name: 'link button', element: <LinkButton kind="primary" href="/faxes/new" icon="plus" label="Send a fax" /> },
  { name: 'link button, download', element: <LinkButton href="/faxes.csv" label="Export CSV" download /> },
]

const fields: readonly Example[] = [
  { name: 'field', element: <Field name="name" label="Name" /> },
  { name: 'field with hint and value', element: <Field name="fax" label="Fax number" type="tel" value="(555) 201-0100" {...hinted} /> },
  { name: 'field with error', element: <Field name="fax" label="Fax number" value="911" required {...wrong} /> },
  { name: 'text area', element: <TextArea name="note" label="Note" value={'Two\nlines'} {...hinted} /> },
  { name: 'text area with error', element: <TextArea name="note" label="Note" {...wrong} /> },
  { name: 'select', element: <Select name="from" label="From number" value="b" options={choices} /> },
  { name: 'select with error', element: <Select name="from" label="From number" options={choices} {...wrong} /> },
  { name: 'checkbox', element: <Checkbox name="cover" label="Send a cover page first" checked {...hinted} /> },
  { name: 'checkbox with error', element: <Checkbox name="cover" label="Send a cover page first" {...wrong} /> },
  { name: 'checkbox, bare', element: <Checkbox name="id" value="1" label="Select the fax to Oak Clinic" form="bulk" bare /> },
  { name: 'password', element: <PasswordField name="password" label="Password" autocomplete="current-password" required /> },
  {
    name: 'password with error',
    element: <PasswordField name="password" label="Password" autocomplete="new-password" minlength={15} {...wrong} />,
  },
  { name: 'file drop', element: <FileDrop name="files" label="Files" hint="1 to 5 files." accept=".pdf" /> },
  { name: 'file drop with error', element: <FileDrop name="files" label="Files" error="Add a file." accept=".pdf" /> },
  { name: 'search box in the bar', element: <SearchBox id="search" label="Search" placeholder="Search" scope="bar" /> },
  { name: 'search box of a page', element: <SearchBox id="q" label="Name or number" value="oak" scope="page" /> },
  {
    name: 'filters',
    element: (
      <Filters label="Filter" action="/faxes" list="sent">
        <Select name="status" label="Status" options={choices} />
      </Filters>
    ),
  },
]

const messages: readonly Example[] = [
  {
    name: 'error summary',
    element: <ErrorSummary message="Check the form." errors={{ fax: 'Enter ten digits.', name: 'Enter a name.' }} />,
  },
  { name: 'error summary without fields', element: <ErrorSummary message="The e-mail and password do not match." /> },
  { name: 'notice, ok', element: <Notice kind="ok" text="Saved." /> },
  { name: 'notice, warn', element: <Notice kind="warn" text="The carrier is slow today." /> },
  { name: 'notice, error', element: <Notice kind="error" text="That fax is already on its way." /> },
  { name: 'error page', element: <ErrorPage message="We could not finish that." requestId="7f3a" /> },
  { name: 'empty', element: <Empty icon="received" title="No faxes yet" text="They appear here by themselves." /> },
  {
    name: 'empty with a first step',
    element: (
      <Empty icon="sent" title="No faxes yet" text="Send one." action={{ href: '/faxes/new', label: 'Send the first fax', icon: 'send' }} />
    ),
  },
  {
    name: 'dialog',
    element: (
      <Dialog id="help" title="Keys">
        <p>Body</p>
      </Dialog>
    ),
  },
]

const statuses: readonly Example[] = [
  ...TONES.map((tone) => ({ name: `badge ${tone}`, element: <Badge tone={tone} icon="shield" word="Verified" /> })),
  ...STATUSES.map((status) => ({ name: `status ${status}`, element: <StatusBadge status={status} /> })),
  ...STATUSES.map((status) => ({
    name: `cause of ${status}`,
    element: <Cause status={status} text={`${wordFor(status)}: the line was busy.`} />,
  })),
  { name: 'progress', element: <Progress label="Progress of job 7" percent={60} /> },
]

const displays: readonly Example[] = [
  { name: 'export', element: <ExportCsv href="/faxes.csv?q=oak" /> },
  { name: 'icon', element: <Icon name="send" /> },
  { name: 'chip', element: <Chip label="Oak Clinic" detail="(555) 201-0100" /> },
  { name: 'chip with a problem', element: <Chip label="911" problem="check this number" /> },
  { name: 'when', element: <When at={earlier} clock={clock} /> },
  { name: 'exactly', element: <Exactly at={earlier} clock={clock} /> },
  { name: 'load more', element: <LoadMore href="/faxes?after=1" rowsId="rows" /> },
  { name: 'load more, at the end', element: <LoadMore href={undefined} rowsId="rows" /> },
  { name: 'page images', element: <PageImages base="/faxes/1" pages={2} size="small" /> },
  {
    name: 'timeline',
    element: (
      <Timeline
        clock={clock}
        entries={[
          { at: earlier, what: 'Submitted', who: 'Ana' },
          { at: now, what: 'Delivered', tone: 'ok' },
        ]}
      />
    ),
  },
  { name: 'page head', element: <PageHead title="Sent" /> },
  {
    name: 'page head with a way back and actions',
    element: (
      <PageHead title="Fax" back={{ href: '/faxes', label: 'Sent' }}>
        <LinkButton href="/faxes/new" label="Send again" />
      </PageHead>
    ),
  },
  {
    name: 'definition list',
    element: (
      <DefinitionList
        facts={[
          { term: 'Pages', text: '4' },
          { term: 'Fax', element: <code>0193</code> },
        ]}
      />
    ),
  },
  {
    name: 'table',
    element: (
      <Table
        caption="Numbers"
        columns={[{ label: 'Select', kind: 'check' }, { label: 'Number' }, { label: 'Pages', kind: 'number' }]}
        rowsId="rows"
      >
        <tr>
          <td />
          <td>(555) 201-0100</td>
          <td>4</td>
        </tr>
      </Table>
    ),
  },
]

/** Every component in every state, for tests and for eyes. */
export const examples: readonly Example[] = [...buttons, ...fields, ...messages, ...statuses, ...displays]
