import { Layout, type ShellProps } from '../layout.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select } from '../ui/field.tsx'
import type { IconName } from '../ui/icon.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Progress } from '../ui/progress.tsx'
import { Table } from '../ui/table.tsx'

export type Outcome = 'added' | 'changed' | 'skipped' | 'refused'
export type Counts = Readonly<Record<Outcome, number>>
export type ImportRow = { row: number; cells: readonly string[]; outcome: Outcome; problem: string }
export type MappedField = { field: string; label: string; column: number | undefined }

export type MappingPageProps = {
  shell: ShellProps
  id: string
  name: string
  heads: readonly string[]
  fields: readonly MappedField[]
  updates: boolean
  counts: Counts
  first: readonly ImportRow[]
  problems: readonly ImportRow[]
  problem?: ErrorSummaryProps | undefined
}

/** GET /contacts/imports/:id before it begins: what is what, and what would become of each row. */
export const MappingPage = (props: MappingPageProps) => (
  <Layout title="Import contacts" shell={props.shell}>
    <PageHead title={`Import ${props.name}`} back={{ href: '/contacts', label: 'Contacts' }} />
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <MappingForm {...props} />
    <Foreseen {...props} />
    <ImportRows title="The first rows" heads={props.heads} rows={props.first} />
    {props.problems.length > 0 ? <ImportRows title="Rows that would be left out" heads={props.heads} rows={props.problems} /> : ''}
  </Layout>
)

const MappingForm = ({ id, heads, fields, updates, problem }: MappingPageProps) => (
  <form class="card stack" method="get" action={`/contacts/imports/${id}`}>
    <h2>What each column is</h2>
    <div class="columns">
      {fields.map(({ field, label, column }) => (
        <Select
          name={field}
          label={label}
          value={column === undefined ? '' : String(column)}
          error={problem?.errors?.[field]}
          options={[
            { value: '', label: 'Not in the file' },
            ...heads.map((head, index) => ({ value: String(index), label: head || `Column ${index + 1}` })),
          ]}
        />
      ))}
      <Select
        name="known"
        label="A number that is there already"
        value={updates ? 'update' : 'skip'}
        options={[
          { value: 'skip', label: 'Leave that contact as it is' },
          { value: 'update', label: 'Add to that contact what the file says' },
        ]}
      />
    </div>
    <p class="actions">
      <Button label="Look again" icon="refresh" />
    </p>
  </form>
)

/** What is posted is what was looked at. */
const Foreseen = ({ id, fields, updates, counts }: MappingPageProps) => {
  const some = counts.added + counts.changed
  return (
    <form class="card stack" method="post" action={`/contacts/imports/${id}`}>
      <h2>What would become of it</h2>
      <Told counts={counts} words={WOULD} />
      {fields.map(({ field, column }) => (column === undefined ? '' : <input type="hidden" name={field} value={String(column)} />))}
      <input type="hidden" name="known" value={updates ? 'update' : 'skip'} />
      <p class="actions">
        {some > 0 ? (
          <Button
            kind="primary"
            label={some === 1 ? 'Import 1 contact' : `Import ${some.toLocaleString('en-US')} contacts`}
            busy="Starting…"
          />
        ) : (
          ''
        )}
        <Button label="Throw the file away" icon="trash" formaction={`/contacts/imports/${id}/removal`} />
      </p>
    </form>
  )
}

const WOULD = { added: 'New contacts', changed: 'Contacts that get more', skipped: 'Left out: there already', refused: 'Refused' } as const
const WERE = { added: 'New contacts', changed: 'Contacts that got more', skipped: 'Left out: there already', refused: 'Refused' } as const

const Told = ({ counts, words }: { counts: Counts; words: Readonly<Record<Outcome, string>> }) => (
  <DefinitionList
    facts={(['added', 'changed', 'skipped', 'refused'] as const).map((outcome) => ({
      term: words[outcome],
      text: counts[outcome].toLocaleString('en-US'),
    }))}
  />
)

const BADGES: Readonly<Record<Outcome, { tone: Tone; icon: IconName; word: string }>> = {
  added: { tone: 'ok', icon: 'plus', word: 'New' },
  changed: { tone: 'info', icon: 'refresh', word: 'Gets more' },
  skipped: { tone: 'neutral', icon: 'pause', word: 'Left out' },
  refused: { tone: 'error', icon: 'alert', word: 'Refused' },
}
const MOST_SHOWN = 5

type ImportRowsProps = { title: string; heads: readonly string[]; rows: readonly ImportRow[] }

const ImportRows = ({ title, heads, rows }: ImportRowsProps) => {
  const shown = heads.slice(0, MOST_SHOWN)
  const columns = [
    { label: 'Row', kind: 'number' as const },
    { label: 'What becomes of it' },
    ...shown.map((label, index) => ({ label: label || `Column ${index + 1}` })),
  ]
  return (
    <section class="card card--table" aria-label={title}>
      <h2 safe>{title}</h2>
      <section class="wide" tabindex="0" aria-label={`${title}, all columns`}>
        <Table caption={title} columns={columns}>
          {rows.map((row) => (
            <OneRow row={row} columns={shown.length} />
          ))}
        </Table>
      </section>
    </section>
  )
}

const OneRow = ({ row: { row, cells, outcome, problem }, columns }: { row: ImportRow; columns: number }) => (
  <tr data-row>
    <td class="cell--number">{row}</td>
    <td>
      <Badge {...BADGES[outcome]} />
      {problem ? (
        <span class="cell__detail" safe>
          {problem}
        </span>
      ) : (
        ''
      )}
    </td>
    {Array.from({ length: columns }, (_, index) => (
      <td safe>{(cells[index] ?? '').slice(0, 80)}</td>
    ))}
  </tr>
)

export type ImportPageProps = {
  shell: ShellProps
  id: string
  name: string
  state: 'importing' | 'stopped' | 'done'
  heads: readonly string[]
  rows: number
  counts: Counts & { readonly left: number }
  problems: readonly ImportRow[]
  /** What undoes it, while it was not undone. */
  undo: string | undefined
}

const HEADINGS = { importing: 'Importing', stopped: 'Import stopped', done: 'Imported' } as const

/** GET /contacts/imports/:id once it has begun. */
export const ImportPage = ({ shell, id, name, state, heads, rows, counts, problems, undo }: ImportPageProps) => (
  <Layout title={HEADINGS[state]} shell={shell}>
    <PageHead title={`${HEADINGS[state]}: ${name}`} back={{ href: '/contacts', label: 'Contacts' }} />
    <section id="import" class="card stack" aria-label={HEADINGS[state]} {...(state === 'importing' && listening(id))}>
      {state === 'importing' ? <Progress label={`Importing ${name}`} percent={Math.floor((100 * (rows - counts.left)) / rows)} /> : ''}
      {state === 'stopped' ? (
        <p>
          It did not go on: whoever began it may no longer change contacts, or something went wrong on our side. Undo what was imported,
          then read the file again.
        </p>
      ) : (
        ''
      )}
      <Told counts={counts} words={WERE} />
      <p class="actions">
        {state === 'importing' ? <LinkButton href={`/contacts/imports/${id}`} icon="refresh" label="Look again" /> : ''}
        {state !== 'importing' ? <LinkButton kind="primary" href="/contacts" label="Show contacts" /> : ''}
        {problems.length > 0 ? (
          <LinkButton href={`/contacts/imports/${id}/left-out.csv`} icon="download" label="Rows that were left out" download />
        ) : (
          ''
        )}
      </p>
      {undo && state !== 'importing' ? <UndoForm href={undo} /> : ''}
    </section>
    {problems.length > 0 ? <ImportRows title="Rows that were left out" heads={heads} rows={problems} /> : ''}
  </Layout>
)

const listening = (id: string) => ({
  'data-live': 'contacts',
  'hx-get': `/contacts/imports/${id}`,
  'hx-trigger': 'live',
  'hx-select': '#import',
  'hx-swap': 'outerHTML',
})

const UndoForm = ({ href }: { href: string }) => (
  <form method="post" action={href}>
    <Button icon="refresh" label="Undo the import" busy="Undoing…" />
  </form>
)
