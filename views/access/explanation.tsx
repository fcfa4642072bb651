import { Layout, type ShellProps } from '../layout.tsx'
import { permissionWords } from '../people/roles.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type Answer = { title: string; at: Date; allowed: boolean; ownOnly: boolean; reasons: readonly string[] }
export type ExplanationPageProps = {
  shell: ShellProps
  clock: Clock
  people: readonly { id: string; name: string }[]
  permissions: readonly string[]
  asked: { person: string; permission: string }
  answer?: Answer | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET /access/explanations: why somebody may do something here, or may not. */
export const ExplanationPage = ({ shell, clock, people, permissions, asked, answer, problem }: ExplanationPageProps) => (
  <Layout title="Why may they?" shell={shell}>
    <PageHead title="Why may they?" back={{ href: '/audit', label: 'Audit' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      {answer ? <AnswerCard answer={answer} clock={clock} /> : ''}
      <form class="card stack" method="get" action="/access/explanations" aria-labelledby="now-title">
        <h2 id="now-title">At this moment</h2>
        <div class="pair">
          <Select
            name="person"
            id="why-person"
            label="Who"
            value={asked.person}
            error={problem?.errors?.['person']}
            options={people.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Select
            name="permission"
            label="What"
            value={asked.permission}
            error={problem?.errors?.['permission']}
            options={permissions.map((value) => ({ value, label: permissionWords(value) }))}
          />
        </div>
        <p>
          <Button kind="primary" label="Explain" busy="Looking…" />
        </p>
      </form>
      <form class="card stack" method="get" action="/access/replays" aria-labelledby="then-title">
        <h2 id="then-title">At another moment</h2>
        <p class="quiet">
          Every entry of the audit trail has a number. What it tells of is decided again, by the role and the rules of that moment.
        </p>
        <Field name="seq" label="Number of the entry" inputmode="numeric" error={problem?.errors?.['seq']} required />
        <p>
          <Button label="Decide again" busy="Looking…" />
        </p>
      </form>
    </div>
  </Layout>
)

const AnswerCard = ({ answer, clock }: { answer: Answer; clock: Clock }) => (
  <section class="card stack" aria-labelledby="answer-title">
    <h2 id="answer-title" safe>
      {answer.title}
    </h2>
    <DefinitionList
      facts={[
        { term: 'Answer', element: <Verdict {...answer} /> },
        { term: 'As of', element: <Exactly at={answer.at} clock={clock} /> },
      ]}
    />
    <ul>
      {answer.reasons.map((reason) => (
        <li safe>{reason}</li>
      ))}
    </ul>
  </section>
)

const Verdict = ({ allowed, ownOnly }: Pick<Answer, 'allowed' | 'ownOnly'>) =>
  allowed ? (
    <Badge tone="ok" icon="check" word={ownOnly ? 'Allowed, for their own' : 'Allowed'} />
  ) : (
    <Badge tone="neutral" icon="stop" word="Not allowed" />
  )
