import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import type { Clock } from '../ui/when.tsx'
import { RuleTest, type TriedLine } from './rule-test.tsx'
import { assigneeOptions, type Colleague } from './words.ts'

export type RuleLine = { id: string; name: string; when: string; does: string; acts: boolean }

export const RulesPage = ({ shell, rules }: { shell: ShellProps; rules: readonly RuleLine[] }) => (
  <Layout title="Rules" shell={shell}>
    <PageHead title="Rules for faxes that come in" back={{ href: '/received/receiving', label: 'When a fax comes in' }}>
      <LinkButton kind="primary" href="/received/rules/new" icon="plus" label="Add a rule" />
    </PageHead>
    <p>A rule suggests what to do with a fax. Once you have seen how often it would have been right, an owner can let it act alone.</p>
    <section class="card card--table" aria-label="Rules">
      {rules.length === 0 ? <NoRules /> : <RuleTable rules={rules} />}
    </section>
  </Layout>
)

const NoRules = () => (
  <Empty
    icon="settings"
    title="No rules yet"
    text="Begin with faxes that always go to the same person."
    action={{ href: '/received/rules/new', label: 'Add the first rule', icon: 'plus' }}
  />
)

const RuleTable = ({ rules }: { rules: readonly RuleLine[] }) => (
  <Table caption="Rules, in the order they are followed" columns={[{ label: 'Rule' }, { label: 'State' }]}>
    {rules.map((rule) => (
      <tr data-row>
        <td class="cell--main">
          <a href={`/received/rules/${rule.id}`} data-open safe>
            {rule.name}
          </a>
          <span class="cell__detail" safe>{`${rule.when}: ${rule.does}.`}</span>
        </td>
        <td class="cell--status">
          <Standing acts={rule.acts} />
        </td>
      </tr>
    ))}
  </Table>
)

const Standing = ({ acts }: { acts: boolean }) =>
  acts ? <Badge tone="ok" icon="check" word="Acts alone" /> : <Badge tone="neutral" icon="pause" word="Suggests" />

type Values = {
  name: string
  conditions: {
    from?: string | undefined
    to?: string | undefined
    fewestPages?: number | undefined
    mostPages?: number | undefined
    after?: string | undefined
    before?: string | undefined
    contactTag?: string | undefined
  }
  actions: {
    assignedTo?: string | undefined
    tags?: readonly string[] | undefined
    urgent?: boolean | undefined
    notify?: string | undefined
  }
}

export type RulePageProps = {
  shell: ShellProps
  clock: Clock
  /** Absent while it is made. */
  rule: { id: string; acts: boolean; testedAt: Date | null; matched: number; decided: number; agreed: number } | undefined
  values: Values
  tried: readonly TriedLine[]
  fewest: number
  colleagues: readonly Colleague[]
  numbers: readonly string[]
  mayLetAct: boolean
  problem?: ErrorSummaryProps | undefined
}

export const RulePage = (props: RulePageProps) => (
  <Layout title={props.rule ? 'A rule' : 'A new rule'} shell={props.shell}>
    <PageHead title={props.rule ? props.values.name || 'A rule' : 'A new rule'} back={{ href: '/received/rules', label: 'Rules' }}>
      {props.rule ? <Remove id={props.rule.id} /> : ''}
    </PageHead>
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <div class="columns">
      <RuleForm {...props} />
      {props.rule ? <RuleTest {...props} rule={props.rule} /> : ''}
    </div>
  </Layout>
)

const Remove = ({ id }: { id: string }) => (
  <form method="post" action={`/received/rules/${id}/removal`} data-confirm="Remove this rule for good?">
    <Button kind="danger" icon="trash" label="Remove" busy="Removing…" />
  </form>
)

const RuleForm = ({ rule, values: { name, conditions, actions }, colleagues, numbers, problem }: RulePageProps) => {
  const errors = problem?.errors ?? {}
  const people = assigneeOptions(colleagues)
  const own = [{ value: '', label: 'Any of our numbers' }, ...numbers.map((each) => ({ value: each, label: formatPhone(each) }))]
  return (
    <form class="card stack" method="post" action={rule ? `/received/rules/${rule.id}` : '/received/rules'} data-guard>
      <Field name="name" label="Name" value={name} error={errors['name']} maxlength={80} autocomplete="off" required />
      <h2>A fax</h2>
      <Field
        name="from"
        type="tel"
        label="From the number"
        value={conditions.from && formatPhone(conditions.from)}
        error={errors['from']}
        autocomplete="off"
      />
      <Select name="to" label="To our number" value={conditions.to ?? ''} options={own} error={errors['to']} />
      <Field name="contactTag" label="From a contact tagged" value={conditions.contactTag} autocomplete="off" />
      <div class="pair">
        <Field
          name="fewestPages"
          label="Pages, at least"
          inputmode="numeric"
          value={conditions.fewestPages?.toString()}
          error={errors['fewestPages']}
        />
        <Field
          name="mostPages"
          label="Pages, at most"
          inputmode="numeric"
          value={conditions.mostPages?.toString()}
          error={errors['mostPages']}
        />
      </div>
      <div class="pair">
        <Field name="after" label="After the time" hint="As 17:30." value={conditions.after} error={errors['after']} />
        <Field name="before" label="Before the time" hint="As 08:00." value={conditions.before} error={errors['before']} />
      </div>
      <h2>What is done with it</h2>
      <Select name="assignee" label="Assign it to" value={actions.assignedTo ?? 'nobody'} options={people} error={errors['assignedTo']} />
      <Field
        name="ruleTags"
        label="Tag it"
        hint="With commas between."
        value={actions.tags?.join(', ')}
        error={errors['tags'] ?? errors['tag']}
        autocomplete="off"
      />
      <Checkbox name="urgent" label="Mark it urgent" checked={actions.urgent} />
      <Select
        name="notify"
        label="Write to"
        hint="That a fax is there, and nothing of it."
        value={actions.notify ?? 'nobody'}
        options={people}
        error={errors['notify']}
      />
      <p>
        <Button kind="primary" label="Save" busy="Saving…" />
      </p>
    </form>
  )
}
