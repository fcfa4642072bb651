import { Layout, type ShellProps } from '../layout.tsx'
import { LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { Notice, type NoticeProps } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type TrialPageProps = {
  shell: ShellProps
  name: string
  /** Of the connection’s own page. */
  place: string
  said: NoticeProps
  /** What the provider said of who tried. */
  claims?: readonly { term: string; text: string }[] | undefined
}

/** GET /settings/single-sign-on/:id/trials/:trial, and of SAML */
export const TrialPage = ({ shell, name, place, said, claims }: TrialPageProps) => (
  <Layout title={`Trial of ${name}`} shell={shell}>
    <PageHead title="What came back" back={{ href: place, label: name }}>
      <LinkButton href={`${place}/trial`} icon="refresh" label="Try again" />
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
