import { Layout, type ShellProps } from '../layout.tsx'
import { LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { Notice, type NoticeProps } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { SSO_PLACE } from './index.tsx'

export type SamlTrialPageProps = {
  shell: ShellProps
  connection: { id: string; name: string }
  said: NoticeProps
  /** What the provider said of who tried. */
  claims?: readonly { term: string; text: string }[] | undefined
}

/** GET /settings/single-sign-on/saml/:id/trials/:trial */
export const SamlTrialPage = ({ shell, connection, said, claims }: SamlTrialPageProps) => (
  <Layout title={`Trial of ${connection.name}`} shell={shell}>
    <PageHead title="What came back" back={{ href: `${SSO_PLACE}/saml/${connection.id}`, label: connection.name }}>
      <LinkButton href={`${SSO_PLACE}/saml/${connection.id}/trial`} icon="refresh" label="Try again" />
    </PageHead>
    <Notice {...said} />
    {claims ? <Claims claims={claims} /> : ''}
  </Layout>
)

const Claims = ({ claims }: { claims: readonly { term: string; text: string }[] }) => (
  <section class="card stack" aria-labelledby="claims-title">
    <h2 id="claims-title">Who signed in there</h2>
    <DefinitionList facts={claims} />
  </section>
)
