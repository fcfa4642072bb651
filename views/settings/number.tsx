import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, When } from '../ui/when.tsx'
import type { NumberLine } from './numbers.tsx'

export type LinePageProps = {
  shell: ShellProps
  clock: Clock
  line: NumberLine & { routing: { assignedTo: string | null; tags: readonly string[] } | undefined }
  /** Of which the use is counted. */
  days: number
  mayWrite: boolean
  mayRelease: boolean
  problem?: ErrorSummaryProps | undefined
}

export const LinePage = (props: LinePageProps) => (
  <Layout title="Fax number" shell={props.shell}>
    <PageHead title={formatPhone(props.line.number)} back={{ href: '/settings/numbers', label: 'Fax numbers' }} />
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <div class="stack narrow">
      <Use {...props} />
      {props.mayWrite ? <Label {...props} /> : ''}
      {props.mayRelease ? <Release {...props} /> : ''}
    </div>
  </Layout>
)

const Use = ({ line, days, clock }: LinePageProps) => (
  <section class="card stack" aria-labelledby="use-title">
    <h2 id="use-title">Use</h2>
    <DefinitionList
      facts={[
        { term: `Sent in ${days} days`, text: String(line.sent) },
        { term: `Received in ${days} days`, text: String(line.received) },
        { term: 'Last sent', element: <Last at={line.lastSentAt} clock={clock} /> },
        { term: 'Last received', element: <Last at={line.lastReceivedAt} clock={clock} /> },
      ]}
    />
    <p class="actions">
      <LinkButton href="/received/receiving" icon="received" label="Who gets what comes in here" />
    </p>
  </section>
)

const Last = ({ at, clock }: { at: Date | null; clock: Clock }) => (at ? <When at={at} clock={clock} /> : <span>not lately</span>)

const Label = ({ line, problem }: LinePageProps) => (
  <form class="card stack" method="post" action={`/settings/numbers/${line.number.slice(1)}/label`} data-guard>
    <Field
      name="label"
      label="Used for"
      hint="Shown beside the number wherever one is chosen."
      value={line.label}
      error={problem?.errors?.['label']}
      maxlength={60}
      autocomplete="off"
    />
    <p>
      <Button kind="primary" label="Save" busy="Saving…" />
    </p>
  </form>
)

const Release = ({ line, days, problem }: LinePageProps) => (
  <form
    class="card stack"
    method="post"
    action={`/settings/numbers/${line.number.slice(1)}/removal`}
    data-guard
    aria-labelledby="release-title"
  >
    <h2 id="release-title">Release this number</h2>
    <p>
      It goes back to the carrier for good, and <strong>somebody else may have it tomorrow</strong>: what is still faxed to it then reaches
      them. {line.received > 0 ? <Busy received={line.received} days={days} /> : ''}
    </p>
    {line.routing && (line.routing.assignedTo || line.routing.tags.length > 0) ? (
      <p>What is done with faxes to it is forgotten, too.</p>
    ) : (
      ''
    )}
    <Field
      name="typed"
      label="Type the number to release it"
      error={problem?.errors?.['typed']}
      inputmode="tel"
      maxlength={40}
      autocomplete="off"
      required
    />
    <p>
      <Button kind="danger" label="Release for good" busy="Releasing…" />
    </p>
  </form>
)

const Busy = ({ received, days }: { received: number; days: number }) => (
  <strong safe>{`${received === 1 ? 'A fax' : `${received} faxes`} came in here in the last ${days} days.`}</strong>
)
