import { formatPhone } from '../../src/kit/phone.ts'
import { type CoverChoice, CoverSelect } from '../fax/cover.tsx'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { UploadField } from '../ui/upload-field.tsx'

export type NewBulkValues = {
  name: string
  tag: string
  list: string
  faxColumn: string
  cover: boolean
  template: string
  subject: string
  note: string
  from: string
  perMinute: string
  officeHours: boolean
  repeats: boolean
}

export type NewBulkPageProps = {
  shell: ShellProps
  /** Posted back so that pressing twice makes one. */
  intent: string
  numbers: readonly { number: string; label: string }[]
  /** Cover pages to choose from, the default first. */
  covers: readonly CoverChoice[]
  tags: readonly { id: string; name: string; contacts: number }[]
  most: number
  /** Within which the same files to the same number are asked about; 0 for never. */
  duplicateHours: number
  values?: NewBulkValues | undefined
  problem?: ErrorSummaryProps | undefined
}

export const BLANK_BULK: NewBulkValues = {
  name: '',
  tag: '',
  list: '',
  faxColumn: '',
  cover: true,
  template: '',
  subject: '',
  note: '',
  from: '',
  perMinute: '',
  officeHours: false,
  repeats: false,
}

/** GET /bulks/new. */
export const NewBulkPage = (props: NewBulkPageProps) => (
  <Layout title="Send to many" shell={props.shell}>
    <PageHead title="Send to many" back={{ href: '/faxes', label: 'Sent' }} />
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <form class="stack" method="post" action="/bulks" enctype="multipart/form-data" novalidate>
      <input type="hidden" name="intent" value={props.intent} />
      <Recipients {...props} />
      <Letter {...props} />
      <Going {...props} />
      <p class="quiet">Nothing is sent yet: next you see who would get it, who would not and why, and how long it takes.</p>
      <p class="actions">
        <Button kind="primary" icon="eye" label="Try it out" busy="Reading…" />
        <LinkButton kind="quiet" href="/faxes" label="Cancel" />
      </p>
    </form>
  </Layout>
)

const Recipients = ({ tags, most, values = BLANK_BULK, problem }: NewBulkPageProps) => (
  <fieldset class="card stack">
    <legend>Recipients</legend>
    <p class="quiet" safe>{`Up to ${most.toLocaleString('en-US')}: everybody with a tag, or a list of your own.`}</p>
    <Select
      name="tag"
      label="Everybody with the tag"
      value={values.tag}
      error={problem?.errors?.['tag']}
      options={[
        { value: '', label: 'No tag: a list of my own' },
        ...tags.map(({ id, name, contacts }) => ({ value: id, label: `${name} (${contacts.toLocaleString('en-US')})` })),
      ]}
    />
    <TextArea
      name="list"
      label="Or paste a list"
      hint="One to a line, such as Oak Pharmacy (555) 201-0100; or rows of a spreadsheet with the row that names the columns."
      value={values.list}
      error={problem?.errors?.['list']}
      rows={5}
    />
    <div class="pair">
      <UploadField
        name="listFile"
        label="Or a CSV file"
        hint="Saved from Excel or another program, with a row that names the columns."
        accept=".csv,.txt,.tsv,text/csv"
        optional
      />
      <Field
        name="faxColumn"
        label="Column with the fax numbers"
        hint="Only if it is not called Fax."
        value={values.faxColumn}
        error={problem?.errors?.['faxColumn']}
        maxlength={200}
      />
    </div>
  </fieldset>
)

const Letter = ({ covers, values = BLANK_BULK, problem }: NewBulkPageProps) => (
  <fieldset class="card stack">
    <legend>What they get</legend>
    <FileDrop
      name="files"
      label="Files"
      hint="1 to 5 PDF or TIFF files, the same for all."
      error={problem?.errors?.['files']}
      accept=".pdf,.tif,.tiff,application/pdf,image/tiff"
    />
    <Checkbox name="cover" label="Send a cover page first" hint="It carries your office’s privacy notice." checked={values.cover} />
    <CoverSelect covers={covers} value={values.template} error={problem?.errors?.['cover']} />
    <Field
      name="subject"
      label="Subject"
      hint="Anyone at the machine can read the cover: no patient names."
      value={values.subject}
      error={problem?.errors?.['subject']}
      maxlength={120}
    />
    <TextArea
      name="note"
      label="Note"
      hint="In subject and note {{name}}, {{organization}} and {{number}} stand for each recipient’s own, and so does every column of the list, such as {{Reference}}."
      value={values.note}
      error={problem?.errors?.['note']}
      rows={4}
      maxlength={2000}
    />
  </fieldset>
)

const Going = ({ numbers, duplicateHours, values = BLANK_BULK, problem }: NewBulkPageProps) => (
  <fieldset class="card stack">
    <legend>How it goes out</legend>
    <div class="pair">
      <Field
        name="name"
        label="Name of this bulk"
        hint="For your own list; the subject if you leave it empty."
        value={values.name}
        error={problem?.errors?.['name']}
        maxlength={120}
      />
      <Select
        name="from"
        label="From number"
        value={values.from}
        error={problem?.errors?.['from']}
        options={numbers.map(({ number, label }) => ({
          value: number,
          label: label ? `${formatPhone(number)} · ${label}` : formatPhone(number),
        }))}
      />
    </div>
    <Field
      name="perMinute"
      label="At most so many a minute"
      hint="Leave it empty for as many as there are lines."
      value={values.perMinute}
      error={problem?.errors?.['perMinute']}
      inputmode="numeric"
      maxlength={4}
    />
    <Checkbox
      name="officeHours"
      label="Only while the office is open"
      hint="By the hours in Settings, on your office’s clock."
      checked={values.officeHours}
      error={problem?.errors?.['officeHours']}
    />
    {duplicateHours > 0 ? (
      <Checkbox
        name="repeats"
        label="Also to those who got the same files a short time ago"
        hint={`Otherwise who got them within ${duplicateHours} hours is left out.`}
        checked={values.repeats}
      />
    ) : (
      ''
    )}
  </fieldset>
)
