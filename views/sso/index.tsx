import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'

export const SSO_PLACE = '/settings/single-sign-on'

export type ConnectionLine = { id: string; name: string; kind: 'oidc' | 'saml'; isEnabled: boolean }
type Owner = { id: string; name: string; email: string }
export type SsoPageProps = {
  shell: ShellProps
  connections: readonly ConnectionLine[]
  /** Who may still use a password; undefined where everybody may. */
  breakGlassId: string | undefined
  /** Owners who have a password. */
  owners: readonly Owner[]
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/single-sign-on */
export const SsoPage = ({ shell, connections, breakGlassId, owners, problem }: SsoPageProps) => (
  <Layout title="Single sign-on" shell={shell}>
    <PageHead title="Single sign-on" back={{ href: '/settings/security', label: 'Security' }}>
      <LinkButton kind="primary" href={`${SSO_PLACE}/new`} icon="plus" label="Add a provider" />
      <LinkButton href={`${SSO_PLACE}/saml/new`} icon="plus" label="Add a SAML provider" />
    </PageHead>
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <section class="card card--table" aria-labelledby="providers-title">
        <h2 id="providers-title">Providers</h2>
        {connections.length === 0 ? <None /> : <Connections connections={connections} />}
      </section>
      {breakGlassId === undefined ? (
        <Require owners={owners} isReady={connections.some(({ isEnabled }) => isEnabled)} error={problem?.errors?.['breakGlass']} />
      ) : (
        <Required owner={owners.find(({ id }) => id === breakGlassId)} />
      )}
    </div>
  </Layout>
)

const None = () => (
  <p class="quiet">
    None yet. With one, people sign in here with the account they use elsewhere at work, such as Google Workspace or Microsoft Entra.
  </p>
)

const KINDS: Readonly<Record<ConnectionLine['kind'], string>> = { oidc: 'OpenID Connect', saml: 'SAML' }

const Connections = ({ connections }: Pick<SsoPageProps, 'connections'>) => (
  <Table caption="Providers of this office" columns={[{ label: 'Name' }, { label: 'Protocol' }, { label: 'State' }]}>
    {connections.map(({ id, name, kind, isEnabled }) => (
      <tr>
        <td class="cell--main">
          <a href={kind === 'saml' ? `${SSO_PLACE}/saml/${id}` : `${SSO_PLACE}/${id}`} safe>
            {name}
          </a>
        </td>
        <td safe>{KINDS[kind]}</td>
        <td>
          {isEnabled ? <Badge tone="ok" icon="check" word="On the sign-in page" /> : <Badge tone="neutral" icon="pause" word="Off" />}
        </td>
      </tr>
    ))}
  </Table>
)

type RequireProps = Pick<SsoPageProps, 'owners'> & { isReady: boolean; error: string | undefined }

const Require = ({ owners, isReady, error }: RequireProps) => (
  <section class="card stack" aria-labelledby="only-title">
    <h2 id="only-title">Passwords</h2>
    <p>
      Everybody may use a password or passkey of this office. You can switch that off: then people sign in through a provider only, and
      whoever leaves there is out here too.
    </p>
    {isReady ? (
      <RequireForm owners={owners} error={error} />
    ) : (
      <p class="quiet">First add a provider, and see that people can sign in through it.</p>
    )}
  </section>
)

const RequireForm = ({ owners, error }: Omit<RequireProps, 'isReady'>) => (
  <form
    class="stack"
    method="post"
    action={`${SSO_PLACE}/rule`}
    data-confirm="Switch passwords off? Sign in through the provider once before you do."
  >
    <Select
      name="breakGlass"
      label="Who may still use a password"
      hint="One owner, for the day the provider is away. They keep their second factor."
      options={owners.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
      error={error}
    />
    <p>
      <Button kind="danger" name="only" value="on" label="Switch passwords off" busy="Saving…" />
    </p>
  </form>
)

const Required = ({ owner }: { owner: Owner | undefined }) => (
  <form class="card stack" method="post" action={`${SSO_PLACE}/rule`} aria-labelledby="only-title">
    <h2 id="only-title">Passwords</h2>
    <p>
      <Badge tone="warn" icon="lock" word="Switched off" />
    </p>
    <p safe>{`People sign in through a provider only. ${owner ? owner.name : 'One owner'} may use a password when it is away.`}</p>
    <p>
      <Button label="Allow passwords again" busy="Saving…" />
    </p>
  </form>
)
