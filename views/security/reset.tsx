import { Layout, type ShellProps } from '../layout.tsx'
import { MadeSureFields, type SureValues } from '../people/made-sure.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type FactorResetPageProps = {
  shell: ShellProps
  person: { id: string; name: string }
  sure?: SureValues | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET and POST /settings/security/people/:id/factor/removal */
export const FactorResetPage = ({ shell, person, sure, problem }: FactorResetPageProps) => (
  <Layout title="Reset a second factor" shell={shell}>
    <PageHead title={`Reset the second factor of ${person.name}?`} back={{ href: '/settings/security', label: 'Security' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="post" action={`/settings/security/people/${person.id}/factor/removal`}>
      <p safe>
        {`Their phone, passkeys and recovery codes stop working, and ${person.name} is signed out everywhere. They set up another the next time they sign in, and are told by mail.`}
      </p>
      <MadeSureFields values={sure} errors={problem?.errors} />
      <p class="actions">
        <Button kind="danger" label="Reset" busy="Resetting…" />
        <LinkButton href="/settings/security" label="Leave it" />
      </p>
    </form>
  </Layout>
)
