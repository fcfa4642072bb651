import type { Children } from '@kitajs/html'
import { Layout, type ShellProps } from '../layout.tsx'
import { permissionWords } from '../people/roles.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type EmergencyLine = {
  id: string
  name: string
  permission: string
  reason: string
  openedAt: Date
  endsAt: Date
  isOpen: boolean
  verdict: 'justified' | 'unjustified' | null
  note: string
  reviewer: string | undefined
  /** Whoever looks at it opened it, and so cannot review it. */
  isOwn: boolean
}

export type EmergencyPageProps = {
  shell: ShellProps
  clock: Clock
  /** What this person could open and cannot see now. */
  openable: readonly string[]
  minutes: readonly number[]
  lines: readonly EmergencyLine[]
  values?: { reason: string; minutes: string } | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET and POST /emergency */
export const EmergencyPage = ({ shell, clock, openable, minutes, lines, values, problem }: EmergencyPageProps) => (
  <Layout title="In an emergency" shell={shell}>
    <PageHead title="In an emergency" />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      {openable.length === 0 ? (
        <p class="quiet">
          Your role sees all that could be opened here. <a href="/roles">Who may do what</a>
        </p>
      ) : (
        ''
      )}
      {openable.length > 0 ? <OpenForm openable={openable} minutes={minutes} values={values} errors={problem?.errors ?? {}} /> : ''}
      {lines.map((line) => (
        <Emergency line={line} clock={clock}>
          {line.isOpen ? <End action={`/emergency/${line.id}/ending`} /> : ''}
        </Emergency>
      ))}
    </div>
  </Layout>
)

type OpenFormProps = Pick<EmergencyPageProps, 'openable' | 'minutes' | 'values'> & { errors: Readonly<Record<string, string>> }

const OpenForm = ({ openable, minutes, values, errors }: OpenFormProps) => (
  <form class="card stack narrow" method="post" action="/emergency">
    <p>
      Open what your role does not show you, for a while, when a patient cannot wait. Every owner is told at once, everything you open is
      recorded, and an owner reviews it.
    </p>
    <Select name="permission" label="What" options={openable.map((value) => ({ value, label: permissionWords(value) }))} />
    <TextArea name="reason" label="Why it cannot wait" value={values?.reason} error={errors['reason']} maxlength={1000} required />
    <Select
      name="minutes"
      label="For how long"
      value={values?.minutes ?? '60'}
      error={errors['minutes']}
      options={minutes.map((each) => ({ value: String(each), label: `${each} minutes` }))}
    />
    <p>
      <Button kind="danger" icon="alert" label="Open" busy="Opening…" />
    </p>
  </form>
)

export type EmergenciesPageProps = {
  shell: ShellProps
  clock: Clock
  lines: readonly EmergencyLine[]
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/emergencies: what was opened in emergencies, for owners to end and to review. */
export const EmergenciesPage = ({ shell, clock, lines, problem }: EmergenciesPageProps) => (
  <Layout title="Emergencies" shell={shell}>
    <PageHead title="Emergencies" back={{ href: '/settings/security', label: 'Security' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      {lines.length === 0 ? <p class="quiet">Nobody has opened anything in an emergency.</p> : ''}
      {lines.map((line) => (
        <Emergency line={line} clock={clock}>
          {line.isOpen ? <End action={`/settings/emergencies/${line.id}/ending`} /> : ''}
          {line.verdict === null && !line.isOwn ? <Review line={line} /> : ''}
        </Emergency>
      ))}
    </div>
  </Layout>
)

const Emergency = ({ line, clock, children }: { line: EmergencyLine; clock: Clock; children: Children }) => (
  <article class="card stack" aria-labelledby={`emergency-${line.id}`}>
    <h2 id={`emergency-${line.id}`} safe>{`${line.name}: ${permissionWords(line.permission)}`}</h2>
    <DefinitionList
      facts={[
        { term: 'State', element: <State line={line} /> },
        { term: 'Opened', element: <Exactly at={line.openedAt} clock={clock} /> },
        { term: line.isOpen ? 'Ends' : 'Ended', element: <Exactly at={line.endsAt} clock={clock} /> },
        { term: 'Why', text: line.reason },
        ...(line.reviewer === undefined
          ? []
          : [{ term: 'Reviewed by', text: line.note === '' ? line.reviewer : `${line.reviewer}: ${line.note}` }]),
      ]}
    />
    {children}
  </article>
)

const State = ({ line }: { line: EmergencyLine }) => {
  if (line.isOpen) return <Badge tone="warn" icon="alert" word="Open now" />
  if (line.verdict === 'justified') return <Badge tone="ok" icon="check" word="Justified" />
  if (line.verdict === 'unjustified') return <Badge tone="error" icon="stop" word="Not justified" />
  return <Badge tone="info" icon="clock" word="To be reviewed" />
}

const End = ({ action }: { action: string }) => (
  <form method="post" action={action}>
    <Button kind="danger" label="End it now" busy="Ending…" />
  </form>
)

const Review = ({ line }: { line: EmergencyLine }) => (
  <form class="stack narrow" method="post" action={`/settings/emergencies/${line.id}/review`}>
    <Select
      name="verdict"
      id={`verdict-${line.id}`}
      label="Was it justified?"
      options={[
        { value: 'justified', label: 'Yes, it was justified' },
        { value: 'unjustified', label: 'No, it was not' },
      ]}
    />
    <TextArea name="note" id={`note-${line.id}`} label="Note" maxlength={2000} />
    <p>
      <Button label="Save the review" busy="Saving…" />
    </p>
  </form>
)
