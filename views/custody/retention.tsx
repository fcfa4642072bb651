import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, Exactly, When } from '../ui/when.tsx'

export type RuleLine = { name: string; label: string; days: number | null }
export type HoldLine = { id: string; subjectId: string | null; reason: string; placedAt: Date }
export type RemovalLine = { at: Date; class: string; days: number; count: number; documents: number; digest: string }
export type PreviewProps = { name: string; label: string; days: number; before: Date; count: number }

export type RetentionPageProps = {
  shell: ShellProps
  clock: Clock
  rules: readonly RuleLine[]
  holds: readonly HoldLine[]
  removals: readonly RemovalLine[]
  /** What a rule would remove, before it is saved; absent until somebody asks. */
  preview?: PreviewProps | undefined
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/settings/retention'
const CHOICES = [
  [0, 'For ever'],
  [90, '90 days'],
  [365, '1 year'],
  [1_095, '3 years'],
  [2_190, '6 years'],
  [2_555, '7 years'],
  [3_650, '10 years'],
] as const
const spanOf = (days: number | null): string => CHOICES.find(([each]) => each === (days ?? 0))?.[1] ?? `${days} days`

export const RetentionPage = ({ shell, clock, rules, holds, removals, preview, problem }: RetentionPageProps) => (
  <Layout title="How long records are kept" shell={shell}>
    <div class="stack">
      <PageHead title="How long records are kept" back={{ href: '/settings', label: 'Settings' }} />
      {problem ? <ErrorSummary {...problem} /> : ''}
      {preview ? <Preview preview={preview} clock={clock} /> : ''}
      <Rules rules={rules} chosen={preview} />
      <Holds holds={holds} clock={clock} errors={problem?.errors ?? {}} />
      <Removals removals={removals} rules={rules} clock={clock} />
    </div>
  </Layout>
)

const wordsOf = ({ label, days, count }: PreviewProps) =>
  days === 0
    ? `${label}: kept for ever from now on. Nothing is removed.`
    : `${label}: ${count.toLocaleString('en-US')} would be removed tonight, and each night those that have become older than ${spanOf(days)}.`

const Preview = ({ preview, clock }: { preview: PreviewProps; clock: Clock }) => (
  <section class="card stack narrow" aria-labelledby="preview-title">
    <h2 id="preview-title">Before you save</h2>
    <p safe>{wordsOf(preview)}</p>
    {preview.days === 0 ? (
      ''
    ) : (
      <p>
        Removed are those from before <Exactly at={preview.before} clock={clock} />, with their documents, for good: they cannot be brought
        back. What is on legal hold stays.
      </p>
    )}
    <form class="stack" method="post" action={PLACE}>
      <input type="hidden" name="name" value={preview.name} />
      <input type="hidden" name="days" value={String(preview.days)} />
      <p class="actions">
        <Button kind={preview.days === 0 ? 'primary' : 'danger'} label="Save this rule" busy="Saving…" />
        <a class="button button--quiet" href={PLACE}>
          Leave it as it is
        </a>
      </p>
    </form>
  </section>
)

const Rules = ({ rules, chosen }: { rules: readonly RuleLine[]; chosen: PreviewProps | undefined }) => (
  <section class="card card--table" aria-labelledby="rules-title">
    <h2 id="rules-title">Rules</h2>
    <Table caption="How long each kind of record is kept" columns={[{ label: 'Records' }, { label: 'Kept' }]}>
      {rules.map(({ label, days }) => (
        <tr>
          <td class="cell--main" safe>
            {label}
          </td>
          <td safe>{spanOf(days)}</td>
        </tr>
      ))}
      <tr>
        <td class="cell--main">Audit trail</td>
        <td>For ever (the law asks for at least 6 years)</td>
      </tr>
    </Table>
    <form class="stack inset" method="get" action={PLACE} aria-label="Change a rule">
      <div class="pair">
        <Select name="name" label="Records" value={chosen?.name} options={rules.map(({ name, label }) => ({ value: name, label }))} />
        <Select
          name="days"
          label="Keep them"
          hint="State laws on medical records often ask for 6 to 10 years."
          value={String(chosen?.days ?? 0)}
          options={CHOICES.map(([days, label]) => ({ value: String(days), label }))}
        />
      </div>
      <p>
        <Button icon="eye" label="Show what would be removed" />
      </p>
    </form>
  </section>
)

type HoldsProps = { holds: readonly HoldLine[]; clock: Clock; errors: Readonly<Record<string, string>> }

const Holds = ({ holds, clock, errors }: HoldsProps) => (
  <section class="card card--table" aria-labelledby="holds-title">
    <h2 id="holds-title">Legal holds</h2>
    {holds.length === 0 ? (
      <p class="quiet">None. While a hold stands, no rule removes what it covers.</p>
    ) : (
      <HoldTable holds={holds} clock={clock} />
    )}
    <form class="stack inset" method="post" action={`${PLACE}/holds`} aria-label="New legal hold">
      <div class="pair">
        <Field
          name="subject"
          label="Fax (optional)"
          hint="The address of its page. Empty holds everything."
          error={errors['subject']}
          autocomplete="off"
        />
        <Field
          name="reason"
          label="Why"
          hint="Such as “subpoena of March 2”. No patient details."
          error={errors['reason']}
          autocomplete="off"
          maxlength={200}
          required
        />
      </div>
      <p>
        <Button icon="lock" label="Place hold" busy="Placing…" />
      </p>
    </form>
  </section>
)

const HOLD_COLUMNS = [{ label: 'Held' }, { label: 'Why' }, { label: 'Since' }, { label: 'Action', kind: 'action' }] as const

const HoldTable = ({ holds, clock }: { holds: readonly HoldLine[]; clock: Clock }) => (
  <Table caption="Legal holds that stand" columns={HOLD_COLUMNS}>
    {holds.map(({ id, subjectId, reason, placedAt }) => (
      <tr>
        <td class="cell--main" safe>
          {subjectId ?? 'Everything'}
        </td>
        <td safe>{reason}</td>
        <td class="cell--when">
          <When at={placedAt} clock={clock} />
        </td>
        <td class="cell--action">
          <form
            method="post"
            action={`${PLACE}/holds/${id}/release`}
            data-confirm="Release this hold? Rules apply to what it covered from tonight."
          >
            <Button small kind="danger" label="Release" busy="Releasing…" />
          </form>
        </td>
      </tr>
    ))}
  </Table>
)

const REMOVAL_COLUMNS = [{ label: 'When' }, { label: 'Records' }, { label: 'Rule' }, { label: 'Removed' }] as const

const Removals = ({ removals, rules, clock }: { removals: readonly RemovalLine[]; rules: readonly RuleLine[]; clock: Clock }) =>
  removals.length === 0 ? (
    <Empty icon="trash" title="Nothing was removed" text="What a rule removes is listed here: how many and when, never what was in it." />
  ) : (
    <section class="card card--table" aria-labelledby="removals-title">
      <h2 id="removals-title">Removed so far</h2>
      <Table caption="What was removed under the rules, newest first" columns={REMOVAL_COLUMNS}>
        {removals.map((each) => (
          <tr>
            <td class="cell--when">
              <When at={each.at} clock={clock} />
            </td>
            <td class="cell--main" safe>
              {rules.find(({ name }) => name === each.class)?.label ?? each.class}
            </td>
            <td safe>{`Older than ${spanOf(each.days)}`}</td>
            <td>
              <span safe>{`${each.count.toLocaleString('en-US')}, with ${each.documents.toLocaleString('en-US')} documents`}</span>
              <code class="cell__detail" title={`SHA-256 of their ids: ${each.digest}`} safe>
                {`${each.digest.slice(0, 12)}…`}
              </code>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
