import { Layout, type ShellProps } from '../layout.tsx'
import { Badge, type BadgeProps } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { SSO_PLACE } from './index.tsx'
import { OidcForm, type OidcFormProps } from './oidc.tsx'
import { Removal } from './removal.tsx'

export type FindingLine = { standing: 'ok' | 'warn' | 'wrong'; text: string }
type Linked = { id: string; name: string; email: string; linkedAt: Date }
export type ProviderPageProps = Omit<OidcFormProps, 'action' | 'errors'> & {
  shell: ShellProps
  clock: Clock
  id: string
  /** What the provider has to be told. */
  redirectUri: string
  people: readonly Linked[]
  /** Of a test that was just made. */
  findings?: readonly FindingLine[] | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/single-sign-on/:id, and what a test answers. */
export const ProviderPage = ({ shell, clock, id, redirectUri, people, findings, problem, ...form }: ProviderPageProps) => (
  <Layout title={form.values.name} shell={shell}>
    <PageHead title={form.values.name} back={{ href: SSO_PLACE, label: 'Single sign-on' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <section class="card stack" aria-labelledby="redirect-title">
        <h2 id="redirect-title">At the provider</h2>
        <p>Enter this as the redirect address (redirect URI):</p>
        <p>
          <code class="secret" safe>
            {redirectUri}
          </code>
        </p>
        <div class="actions">
          <form method="post" action={`${SSO_PLACE}/${id}/test`}>
            <Button icon="refresh" label="Test connection" busy="Asking the provider…" />
          </form>
          <LinkButton href={`${SSO_PLACE}/${id}/trial`} icon="key" label="Try to sign in" />
        </div>
        <p class="quiet">To try, you sign in at the provider, and see what comes back. Nobody is signed in here by it.</p>
        {findings ? <Findings findings={findings} /> : ''}
      </section>
      <OidcForm {...form} action={`${SSO_PLACE}/${id}`} errors={problem?.errors ?? {}} />
      <section class="card card--table" aria-labelledby="people-title">
        <h2 id="people-title">Known by it</h2>
        {people.length === 0 ? <p class="quiet">Nobody has come through it yet.</p> : <People id={id} people={people} clock={clock} />}
      </section>
      <Removal id={id} />
    </div>
  </Layout>
)

const LOOKS: Readonly<Record<FindingLine['standing'], BadgeProps>> = {
  ok: { tone: 'ok', icon: 'check', word: 'Right' },
  warn: { tone: 'warn', icon: 'alert', word: 'Perhaps' },
  wrong: { tone: 'error', icon: 'alert', word: 'Wrong' },
}

const Findings = ({ findings }: { findings: readonly FindingLine[] }) => (
  <div role="status">
    <ul class="findings" aria-label="What the test found">
      {findings.map(({ standing, text }) => (
        <li>
          <Badge {...LOOKS[standing]} /> <span safe>{text}</span>
        </li>
      ))}
    </ul>
  </div>
)

const COLUMNS = [{ label: 'Name' }, { label: 'Since' }, { label: 'Action', kind: 'action' }] as const

const People = ({ id, people, clock }: Pick<ProviderPageProps, 'id' | 'people' | 'clock'>) => (
  <Table caption="People known by this provider" columns={COLUMNS}>
    {people.map((person) => (
      <tr>
        <td class="cell--main">
          <span safe>{person.name}</span>
          <span class="cell__detail" safe>
            {person.email}
          </span>
        </td>
        <td class="cell--when">
          <When at={person.linkedAt} clock={clock} />
        </td>
        <td class="cell--action">
          <form
            method="post"
            action={`${SSO_PLACE}/${id}/people/${person.id}/unlinking`}
            data-confirm={`Unlink ${person.name}? They are signed out, and the next account with their address may be linked.`}
          >
            <Button small kind="danger" label="Unlink" busy="Unlinking…" describe={person.name} />
          </form>
        </td>
      </tr>
    ))}
  </Table>
)

export type ProviderRemovalProps = { shell: ShellProps; id: string; name: string; problem?: ErrorSummaryProps | undefined }

/** GET /settings/single-sign-on/:id/removal */
export const ProviderRemovalPage = ({ shell, id, name, problem }: ProviderRemovalProps) => (
  <Layout title={`Remove ${name}`} shell={shell}>
    <PageHead title={`Remove ${name}?`} back={{ href: SSO_PLACE, label: 'Single sign-on' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack" method="post" action={`${SSO_PLACE}/${id}/removal`}>
      <p>Its button leaves the sign-in page, its secret is destroyed, and whoever came through it is signed out.</p>
      <p>Who has no password here needs a link to choose one before they can sign in again.</p>
      <p class="actions">
        <Button kind="danger" label="Remove" busy="Removing…" />
        <LinkButton href={SSO_PLACE} label="Keep it" />
      </p>
    </form>
  </Layout>
)
