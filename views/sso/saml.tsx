import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { SSO_PLACE } from './index.tsx'
import { Removal } from './removal.tsx'
import { SamlForm, type SamlFormProps } from './saml-form.tsx'

export type CertificateLine = { fingerprint: string; expiresAt: Date; standing: 'ok' | 'soon' | 'expired' }
type Shown = Omit<SamlFormProps, 'action' | 'isKnown' | 'errors'> & { shell: ShellProps; problem?: ErrorSummaryProps | undefined }
export type SamlPageProps = Shown & {
  clock: Clock
  connection: {
    id: string
    name: string
    ours: { entityId: string; acsUrl: string; certificates: readonly CertificateLine[] }
    theirs: { entityId: string; signInUrl: string; certificates: readonly CertificateLine[] }
  }
}

const PLACE = `${SSO_PLACE}/saml`
const BACK = { href: SSO_PLACE, label: 'Single sign-on' }

/** GET /settings/single-sign-on/saml/new */
export const NewSamlPage = ({ shell, problem, ...form }: Shown) => (
  <Layout title="Add a SAML provider" shell={shell}>
    <PageHead title="Add a SAML provider" back={BACK} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <p class="quiet">
      Register Frontdesk at your provider as a SAML application. The addresses to enter there are shown when you have added it here; it is
      switched on after that.
    </p>
    <SamlForm {...form} action={PLACE} isKnown={false} errors={problem?.errors ?? {}} />
  </Layout>
)

/** GET /settings/single-sign-on/saml/:id */
export const SamlPage = ({ shell, clock, connection: { id, name, ours, theirs }, problem, ...form }: SamlPageProps) => (
  <Layout title={name} shell={shell}>
    <PageHead title={name} back={BACK} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <Ours id={id} {...ours} />
      <Theirs {...theirs} clock={clock} />
      <SamlForm {...form} action={`${PLACE}/${id}`} isKnown errors={problem?.errors ?? {}} />
      <Keys id={id} certificates={ours.certificates} clock={clock} />
      <Removal id={id} />
    </div>
  </Layout>
)

const Ours = ({ id, entityId, acsUrl }: SamlPageProps['connection']['ours'] & { id: string }) => (
  <section class="card stack" aria-labelledby="ours-title">
    <h2 id="ours-title">At the provider</h2>
    <p>
      Give it <a href={`/sso/${id}/metadata`}>Frontdesk’s metadata</a>, or enter these two. Have it sign the response and the assertion with
      SHA-256, and send the e-mail address.
    </p>
    <DefinitionList
      facts={[
        { term: 'Entity ID (audience)', text: entityId },
        { term: 'Reply address (ACS URL)', text: acsUrl },
      ]}
    />
    <p>
      <LinkButton href={`${PLACE}/${id}/trial`} icon="refresh" label="Test connection" />
    </p>
    <p class="quiet">You sign in at the provider, and see what comes back. Nobody is signed in here by it.</p>
  </section>
)

const COLUMNS = [{ label: 'Fingerprint' }, { label: 'Ends' }, { label: 'State' }] as const

const Theirs = ({ entityId, signInUrl, certificates, clock }: SamlPageProps['connection']['theirs'] & { clock: Clock }) => (
  <section class="card card--table" aria-labelledby="theirs-title">
    <h2 id="theirs-title">What is known of it</h2>
    <div class="inset">
      <DefinitionList
        facts={[
          { term: 'Entity ID', text: entityId },
          { term: 'Sign-in address', text: signInUrl },
        ]}
      />
    </div>
    <Certificates caption="Certificates it signs with" certificates={certificates} clock={clock} />
  </section>
)

const Certificates = ({ caption, certificates, clock }: { caption: string; certificates: readonly CertificateLine[]; clock: Clock }) => (
  <Table caption={caption} columns={COLUMNS}>
    {certificates.map((each) => (
      <tr>
        <td class="cell--main" safe>{`${each.fingerprint.slice(0, 23)}…`}</td>
        <td class="cell--when">
          <Exactly at={each.expiresAt} clock={clock} />
        </td>
        <td>
          <Standing standing={each.standing} />
        </td>
      </tr>
    ))}
  </Table>
)

const STANDINGS = {
  ok: { tone: 'ok', icon: 'check', word: 'Valid' },
  soon: { tone: 'warn', icon: 'alert', word: 'Ends soon' },
  expired: { tone: 'error', icon: 'alert', word: 'Expired' },
} as const
const Standing = ({ standing }: Pick<CertificateLine, 'standing'>) => <Badge {...STANDINGS[standing]} />

type KeysProps = { id: string; certificates: readonly CertificateLine[]; clock: Clock }

const Keys = ({ id, certificates, clock }: KeysProps) => (
  <section class="card card--table" aria-labelledby="keys-title">
    <h2 id="keys-title">Frontdesk’s own key</h2>
    <Certificates caption="Frontdesk’s certificates" certificates={certificates} clock={clock} />
    <div class="stack inset">{certificates.length > 1 ? <NextKey id={id} /> : <OneKey id={id} />}</div>
  </section>
)

const OneKey = ({ id }: { id: string }) => (
  <form method="post" action={`${PLACE}/${id}/keys`}>
    <p class="quiet">
      One key for all SAML providers of this office. A new one is announced beside it first, so that nobody is locked out.
    </p>
    <Button label="Make a new key" busy="One moment…" />
  </form>
)

const NextKey = ({ id }: { id: string }) => (
  <>
    <p>A new key waits. Bring Frontdesk’s metadata to every SAML provider again, then put it in use.</p>
    <form
      method="post"
      action={`${PLACE}/${id}/keys/exchange`}
      data-confirm="Do all providers have the new metadata? The old key stops working."
    >
      <Button kind="primary" label="Put it in use" busy="One moment…" />
    </form>
    <form method="post" action={`${PLACE}/${id}/keys/removal`}>
      <Button kind="danger" label="Throw the new key away" busy="One moment…" />
    </form>
  </>
)
