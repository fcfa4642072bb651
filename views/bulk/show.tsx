import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { DefinitionList, type Fact } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Progress } from '../ui/progress.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { Lines, type LinesProps } from './lines.tsx'
import { OUTCOMES, type Outcome, wordOf } from './outcome.tsx'

export type BulkShown = {
  id: string
  name: string
  state: 'draft' | 'held' | 'running' | 'paused' | 'stopping' | 'ended'
  /** In plain words, why it does not go on. */
  cause: string | null
  advice: string | null
  fromNumber: string
  cover: boolean
  subject: string
  note: string
  pages: number
  perMinute: number | null
  officeHours: boolean
  repeats: boolean
  startedAt: Date | null
  endedAt: Date | null
}
export type BulkProgressProps = {
  bulk: BulkShown
  clock: Clock
  totals: Readonly<Record<Outcome | 'all', number>>
  /** Of those who are still waiting. */
  expected: { pages: number; seconds: number; endsAt: Date }
  /** What this person may do with it now. */
  may: { write: boolean; confirm: boolean }
}
export type BulkPageProps = BulkProgressProps & {
  shell: ShellProps
  reasons: readonly { words: string; n: number }[]
  /** What is to be looked at among the numbers of those who get it. */
  doubts: readonly { words: string; n: number }[]
  problem?: ErrorSummaryProps | undefined
  lines: Omit<LinesProps, 'isLive' | 'isDryRun'>
}

const STATES: Readonly<Record<BulkShown['state'], string>> = {
  draft: 'Dry run: nothing is sent yet',
  held: 'Waits for a second person',
  running: 'Going out',
  paused: 'Paused',
  stopping: 'Being canceled',
  ended: 'Ended',
}

/** GET /bulks/:id, from its dry run to its end. */
export const BulkPage = (props: BulkPageProps) => (
  <Layout title={props.bulk.name} shell={props.shell}>
    <PageHead title={props.bulk.name} back={{ href: '/faxes', label: 'Sent' }}>
      {props.bulk.state === 'draft' ? '' : <Reports id={props.bulk.id} />}
    </PageHead>
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <BulkProgress {...props} />
    {props.bulk.state === 'draft' && props.doubts.length > 0 ? <Doubts {...props} /> : ''}
    {props.bulk.state === 'draft' ? <Steps {...props} /> : ''}
    <div class="columns">
      <section class="card">
        <h2>Letter</h2>
        <DefinitionList facts={letterOf(props.bulk)} />
      </section>
      {props.reasons.length > 0 ? <LeftOut reasons={props.reasons} /> : ''}
    </div>
    <Lines {...props.lines} isLive={isLive(props.bulk)} isDryRun={props.bulk.state === 'draft'} />
  </Layout>
)

const Reports = ({ id }: { id: string }) => (
  <>
    <LinkButton href={`/bulks/${id}/report.pdf`} icon="download" label="Report as PDF" />
    <LinkButton href={`/bulks/${id}/report.csv`} icon="download" label="Report as CSV" download />
  </>
)

/** GET /bulks/:id/progress answers this alone: totals, no names, and what may be done about it now. What has ended stops listening. */
export const BulkProgress = ({ bulk, clock, totals, expected, may }: BulkProgressProps) => (
  <section id="bulk" class="card stack" aria-label="How far it is" data-say={`${bulk.name}: ${STATES[bulk.state]}`} {...listening(bulk)}>
    <h2 safe>{STATES[bulk.state]}</h2>
    {bulk.cause ? <Notice kind="warn" text={[bulk.cause, bulk.advice].filter(Boolean).join(' ')} /> : ''}
    {bulk.state === 'draft' ? '' : <Progress label="How many have their end" percent={percentOf(totals)} />}
    <DefinitionList facts={[...countsOf(totals, bulk.state), ...expectedOf(bulk, totals, expected, clock)]} />
    {bulk.state === 'ended' ? (
      ''
    ) : (
      <noscript>
        <p class="quiet">Reload this page to see how far it is.</p>
      </noscript>
    )}
    {bulk.state === 'draft' ? '' : <Steps bulk={bulk} totals={totals} may={may} />}
  </section>
)

const isLive = ({ state }: BulkShown): boolean => state !== 'draft' && state !== 'ended'

const listening = (bulk: BulkShown) =>
  !isLive(bulk)
    ? {}
    : { 'data-live': `bulk:${bulk.id}`, 'hx-get': `/bulks/${bulk.id}/progress`, 'hx-trigger': 'live', 'hx-swap': 'outerMorph' }

function percentOf({ all, left_out: leftOut, delivered, failed, canceled, removed }: BulkProgressProps['totals']): number {
  const going = all - leftOut
  return going === 0 ? 100 : Math.floor((100 * (delivered + failed + canceled + removed)) / going)
}

const figure = (n: number) => n.toLocaleString('en-US')

const countsOf = (totals: BulkProgressProps['totals'], state: BulkShown['state']): Fact[] => [
  { term: 'In the list', text: figure(totals.all) },
  ...OUTCOMES.filter((each) => totals[each] > 0).map((each) => ({
    term: wordOf(each, state === 'draft'),
    text: figure(totals[each]),
  })),
]

function expectedOf(
  bulk: BulkShown,
  { waiting }: BulkProgressProps['totals'],
  { pages, seconds, endsAt }: BulkProgressProps['expected'],
  clock: Clock,
): Fact[] {
  const started: Fact[] = bulk.startedAt ? [{ term: 'Started', element: <Exactly at={bulk.startedAt} clock={clock} /> }] : []
  const ended: Fact[] = bulk.endedAt ? [{ term: 'Ended', element: <Exactly at={bulk.endedAt} clock={clock} /> }] : []
  if (waiting === 0) return [...started, ...ended]
  return [
    { term: 'Pages to send', text: figure(pages) },
    ...started,
    { term: 'Takes about', text: spanOf(seconds) },
    { term: bulk.state === 'draft' ? 'Would end about' : 'Ends about', element: <Exactly at={endsAt} clock={clock} /> },
  ]
}

function spanOf(seconds: number): string {
  if (seconds < 90) return 'a minute'
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}

type StepProps = { href: string; label: string; busy: string; icon: 'send' | 'pause' | 'refresh' | 'stop' | 'trash' | 'check' }
type More = { id?: string; kind?: 'primary' | 'danger'; question?: string }
/** The form that starts it: what is said beside the numbers in doubt goes with it. */
const START = 'start'

const Step = ({ id, href, question, ...button }: StepProps & More) => (
  <form id={id} method="post" action={href} data-confirm={question}>
    <Button {...button} />
  </form>
)

const Steps = ({ bulk: { id, state }, totals, may }: Pick<BulkProgressProps, 'bulk' | 'totals' | 'may'>) => {
  if (!may.write) return ''
  const at = (name: string) => `/bulks/${id}/${name}`
  const many = totals.waiting === 1 ? 'Send to 1 recipient' : `Send to ${figure(totals.waiting)} recipients`
  return (
    <div class="actions" id="steps">
      {state === 'draft' && totals.waiting > 0 ? (
        <Step id={START} href={at('start')} kind="primary" icon="send" label={many} busy="Starting…" />
      ) : (
        ''
      )}
      {state === 'draft' ? <Step href={at('removal')} icon="trash" label="Throw it away" busy="Removing…" /> : ''}
      {state === 'held' && may.confirm ? (
        <Step href={at('confirmation')} kind="primary" icon="check" label="Let it go" busy="Starting…" />
      ) : (
        ''
      )}
      {state === 'running' ? <Step href={at('pause')} icon="pause" label="Pause" busy="Pausing…" /> : ''}
      {state === 'paused' ? <Step href={at('resumption')} kind="primary" icon="send" label="Resume" busy="Resuming…" /> : ''}
      {state === 'held' || state === 'running' || state === 'paused' ? (
        <Step
          href={at('cancellation')}
          kind="danger"
          icon="stop"
          label="Cancel"
          busy="Canceling…"
          question="Cancel this bulk? Who has it keeps it; nobody else is called."
        />
      ) : (
        ''
      )}
      {state === 'ended' && totals.failed > 0 ? (
        <Step
          href={at('retries')}
          kind="primary"
          icon="refresh"
          label={`Try the ${figure(totals.failed)} that failed again`}
          busy="Starting…"
        />
      ) : (
        ''
      )}
    </div>
  )
}

const letterOf = (bulk: BulkShown): Fact[] => [
  { term: 'From', text: formatPhone(bulk.fromNumber) },
  { term: 'Pages to each', text: `${bulk.pages}${bulk.cover ? ', cover page included' : ', no cover page'}` },
  ...(bulk.subject ? [{ term: 'Subject', text: bulk.subject }] : []),
  ...(bulk.note ? [{ term: 'Note', text: bulk.note }] : []),
  { term: 'Pace', text: bulk.perMinute === null ? 'As many as there are lines' : `At most ${bulk.perMinute} a minute` },
  { term: 'When', text: bulk.officeHours ? 'Only while the office is open' : 'At any time' },
  ...(bulk.repeats ? [{ term: 'Same files before', text: 'They get them again' }] : []),
]

const Doubts = ({ bulk: { id }, doubts, problem, may }: BulkPageProps) => (
  <section class="card stack">
    <h2>Numbers to look at before it goes</h2>
    <DefinitionList facts={doubts.map(({ words, n }) => ({ term: figure(n), text: words }))} />
    <p>
      <a href={`/bulks/${id}?outcome=doubtful#lines`}>Show them in the list</a>
    </p>
    {may.write ? (
      <Checkbox name="looked" label="I looked at these numbers" error={problem?.errors?.['looked']} form={START} required />
    ) : (
      ''
    )}
  </section>
)

const LeftOut = ({ reasons }: { reasons: BulkPageProps['reasons'] }) => (
  <section class="card">
    <h2>Who is left out</h2>
    <DefinitionList facts={reasons.map(({ words, n }) => ({ term: figure(n), text: words }))} />
  </section>
)
