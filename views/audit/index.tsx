import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ExportCsv } from '../ui/export.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Filters } from '../ui/filters.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type AuditEntry = {
  seq: number
  at: Date
  who: string
  /** The action in words: "Opened a received fax". */
  what: string
  subject?: AuditSubject | undefined
}

type AuditSubject = { label: string; href?: string | undefined; removed?: { at: Date; days: number | null } | undefined }

export type AuditChain = { state: 'verified'; entries: number } | { state: 'broken'; atSeq: number } | { state: 'unchecked' }

export type AuditPageProps = {
  shell: ShellProps
  clock: Clock
  entries: readonly AuditEntry[]
  filter: { from: string; until: string; actor: string; action: string }
  /** Whose entries, and of what kind, may be asked for. */
  people: readonly { value: string; label: string }[]
  kinds: readonly { value: string; label: string }[]
  chain: AuditChain
  nextHref: string | undefined
  csvHref: string
}

export const AuditPage = (props: AuditPageProps) => (
  <Layout title="Audit" shell={props.shell}>
    <PageHead title="Audit">
      {props.shell.support ? '' : <LinkButton href="/access/explanations" icon="help" label="Why may they?" />}
      <ChainBadge chain={props.chain} />
      {props.chain.state === 'unchecked' ? <LinkButton href="/audit?verify=1" icon="shield" label="Check the whole trail" /> : ''}
      {props.shell.support ? '' : <ExportCsv href={props.csvHref} />}
    </PageHead>
    <AuditFilters filter={props.filter} people={props.people} kinds={props.kinds} />
    <AuditEntries {...props} />
  </Layout>
)

type ListProps = Pick<AuditPageProps, 'entries' | 'clock' | 'nextHref'>

const AuditEntries = ({ entries, clock, nextHref }: ListProps) => (
  <section id="entries" class="card card--table" aria-label="Audit entries">
    {entries.length === 0 ? <NoEntries /> : <AuditTable entries={entries} clock={clock} nextHref={nextHref} />}
  </section>
)

/** What GET /audit answers while someone filters or reads on; the export follows the filter. */
export const AuditList = ({ csvHref, ...list }: ListProps & Pick<AuditPageProps, 'csvHref'>) => (
  <>
    <AuditEntries {...list} />
    <ExportCsv href={csvHref} />
  </>
)

export const ChainBadge = ({ chain }: { chain: AuditChain }) => {
  if (chain.state === 'verified')
    return <Badge tone="ok" icon="shield" word={`Verified, ${chain.entries.toLocaleString('en-US')} entries`} />
  if (chain.state === 'broken') return <Badge tone="error" icon="alert" word={`Changed at entry ${chain.atSeq}: call your operator`} />
  return <Badge tone="neutral" icon="clock" word="Not checked yet" />
}

const AuditFilters = ({ filter, people, kinds }: Pick<AuditPageProps, 'filter' | 'people' | 'kinds'>) => (
  <Filters label="Filter the audit trail" action="/audit" list="entries">
    <Field name="from" label="From" type="date" value={filter.from} />
    <Field name="until" label="Until" type="date" value={filter.until} />
    <Select name="actor" label="Who" value={filter.actor} options={[{ value: '', label: 'Everyone' }, ...people]} />
    <Select name="action" label="What" value={filter.action} options={[{ value: '', label: 'Everything' }, ...kinds]} />
  </Filters>
)

const COLUMNS = [{ label: 'When' }, { label: 'Who' }, { label: 'What' }, { label: 'Subject' }] as const

export const AuditTable = ({ entries, clock, nextHref }: ListProps) => (
  <>
    <Table caption="Audit entries, newest first" columns={COLUMNS} rowsId="rows">
      {entries.map((entry) => (
        <AuditRow entry={entry} clock={clock} />
      ))}
    </Table>
    <LoadMore href={nextHref} rowsId="rows" />
  </>
)

const AuditRow = ({ entry, clock }: { entry: AuditEntry; clock: Clock }) => (
  <tr id={`entry-${entry.seq}`} data-row>
    <td class="cell--moment">
      <Exactly at={entry.at} clock={clock} />
    </td>
    <td safe>{entry.who}</td>
    <td class="cell--main">
      <span safe>{entry.what}</span>
      <span class="cell__detail" safe>{`No. ${entry.seq}`}</span>
    </td>
    <td>{entry.subject ? <Subject {...entry.subject} clock={clock} /> : ''}</td>
  </tr>
)

const Subject = ({ label, href, removed, clock }: AuditSubject & { clock: Clock }) => {
  if (removed) return <Removed label={label} {...removed} clock={clock} />
  if (!href) return <span safe>{label}</span>
  return (
    <a href={href} data-open safe>
      {label}
    </a>
  )
}

/** What is gone cannot be opened: when it went, and under which rule. */
const Removed = ({ label, at, days, clock }: { label: string; at: Date; days: number | null; clock: Clock }) => (
  <>
    <span safe>{label}</span>
    <span class="quiet">
      {' '}
      removed <Exactly at={at} clock={clock} />
      <span safe>{days === null ? '' : `, kept for ${days.toLocaleString('en-US')} days by your rule`}</span>
    </span>
  </>
)

const NoEntries = () => (
  <Empty
    icon="audit"
    title="Nothing in this range"
    text="Every sign-in, send and look at a fax is written down. Choose other days."
    action={{ href: '/audit', label: 'Show all days' }}
  />
)
