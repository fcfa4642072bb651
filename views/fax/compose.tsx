import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { Attached, type AttachedProps, BY_ITSELF } from './attached.tsx'
import { ComposeSummary } from './compose-summary.tsx'
import { Cover, type CoverChoice, CoverPreview } from './cover.tsx'
import { type FrequentContact, Recipients } from './recipients.tsx'
import { type AskedConcern, SecondLook } from './second-look.tsx'

export { ComposeSummary, type ComposeSummaryProps } from './compose-summary.tsx'

export type ComposeValues = { to: string; cover: boolean; template: string; subject: string; note: string; from: string; sendAt: string }

export type ComposePageProps = {
  shell: ShellProps
  /** The id of its draft, made with the page. Posted back, so that pressing twice sends once. */
  intent: string
  numbers: readonly { number: string; label: string }[]
  frequent: readonly FrequentContact[]
  /** Cover pages to choose from, the default first. */
  covers: readonly CoverChoice[]
  /** Named on the schedule field, as people read it: "Eastern time". */
  zone: string
  /** Its files and their pages, once something was saved. */
  attached?: Omit<AttachedProps, 'error'> | undefined
  /** Until when it waits as a draft, once something was saved; and whether a person just asked for that. */
  kept?: { until: Date; isSaved: boolean } | undefined
  clock: Clock
  /** When the office opens, as the schedule field holds it, while it is closed. */
  opening?: { at: Date; local: string } | undefined
  /** How many drafts there are. */
  drafts: number
  values?: ComposeValues | undefined
  /** What a careful colleague would have them look at before it goes. */
  concerns?: readonly AskedConcern[] | undefined
  /** How long a page takes on the line. */
  secondsPerPage: number
  problem?: ErrorSummaryProps | undefined
}

const BLANK: ComposeValues = { to: '', cover: true, template: '', subject: '', note: '', from: '', sendAt: '' }

/** With a script a refusal replaces only the problem box, so chosen files stay chosen. */
const REFUSED = 'select:#problem target:#problem swap:"outerHTML show:top" push:false'
const KEEP_TYPED = {
  'hx-post': '/faxes',
  'hx-target': 'body',
  'hx-swap': 'outerSync show:top',
  'hx-push-url': 'true',
  // In the queue of what it saves by itself, and instead of what waits there.
  'hx-sync': 'this:queue last',
  'hx-config': 'timeout:180000',
  'hx-status:400': REFUSED,
  'hx-status:409': REFUSED,
  'hx-status:413': REFUSED,
  'hx-status:422': REFUSED,
}

export const ComposePage = (props: ComposePageProps) => (
  <Layout title="Send a fax" shell={props.shell}>
    <PageHead title="Send a fax">
      <LinkButton href="/faxes/drafts" icon="file" label={props.drafts > 0 ? `Drafts (${props.drafts})` : 'Drafts'} />
    </PageHead>
    {props.kept?.isSaved ? <Notice kind="ok" text="Saved as a draft." /> : ''}
    <form method="post" action="/faxes" enctype="multipart/form-data" class="compose" data-compose data-guard novalidate {...KEEP_TYPED}>
      <div hidden data-autosave {...BY_ITSELF} hx-trigger="save" />
      <div class="compose__left">
        <div id="problem">
          <Trouble problem={props.problem} concerns={props.concerns ?? []} />
        </div>
        <ComposeFields {...props} />
      </div>
      <ComposeSide {...props} />
    </form>
  </Layout>
)

const Trouble = ({ problem, concerns }: { problem: ErrorSummaryProps | undefined; concerns: readonly AskedConcern[] }) =>
  concerns.length > 0 ? <SecondLook concerns={concerns} /> : problem ? <ErrorSummary {...problem} /> : ''

const ComposeFields = ({
  intent,
  numbers,
  frequent,
  covers,
  zone,
  clock,
  opening,
  problem,
  attached,
  values = BLANK,
}: ComposePageProps) => {
  const errors = problem?.errors ?? {}
  return (
    <>
      <input type="hidden" name="intent" value={intent} />
      <div class="card stack">
        <Recipients to={values.to} error={errors['to']} max={50} frequent={frequent} autofocus={!problem} />
      </div>
      <Attached {...attached} error={errors['files'] ?? errors['pages']} />
      <Cover covers={covers} cover={values.cover} template={values.template} subject={values.subject} note={values.note} errors={errors} />
      <div class="card stack">
        <div class="pair">
          <Select
            name="from"
            label="From number"
            value={values.from}
            error={errors['from']}
            options={numbers.map(({ number, label }) => ({
              value: number,
              label: label ? `${formatPhone(number)} · ${label}` : formatPhone(number),
            }))}
          />
          <Field
            name="sendAt"
            type="datetime-local"
            label="Send at"
            hint={`Leave empty to send now. ${zone}.`}
            value={values.sendAt}
            error={errors['sendAt']}
          />
        </div>
        {opening ? <AtOpening opening={opening} clock={clock} /> : ''}
      </div>
    </>
  )
}

/** Nothing is held back: who gets it may well be open. */
const AtOpening = ({ opening, clock }: { opening: NonNullable<ComposePageProps['opening']>; clock: Clock }) => (
  <p class="actions">
    <span class="quiet">
      Your office is closed until <Exactly at={opening.at} clock={clock} />.
    </span>
    <Button
      small
      icon="clock"
      name="act"
      value="opening"
      formaction="/faxes/drafts"
      label="Send when it opens"
      hooks={{ 'data-opening': opening.local }}
    />
  </p>
)

const ComposeSide = ({ intent, secondsPerPage, kept, clock, values = BLANK }: ComposePageProps) => (
  <aside class="compose__side" aria-label="Summary">
    <div class="card stack">
      <h2>Summary</h2>
      <ComposeSummary recipients={0} pages={undefined} when={values.sendAt || 'Now'} secondsPerPage={secondsPerPage} />
      <Button kind="primary" icon="send" label="Send fax" busy="Sending…" />
      <Button name="act" value="save" formaction="/faxes/drafts" icon="file" label="Save as a draft" hooks={BY_ITSELF} />
      <p class="quiet" data-saved>
        {kept ? <Kept until={kept.until} clock={clock} /> : ''}
      </p>
    </div>
    <CoverPreview draft={kept && intent} />
  </aside>
)

const Kept = ({ until, clock }: { until: Date; clock: Clock }) => (
  <>
    Kept as a draft until <Exactly at={until} clock={clock} />.
  </>
)
