import { Layout, type ShellProps } from '../layout.tsx'
import { PublicLayout } from '../public-layout.tsx'
import { LinkButton } from './button.tsx'
import { PageHead } from './page-head.tsx'

export type ErrorPageProps = {
  message: string
  title?: string | undefined
  /** What a person quotes when they call for help. */
  requestId?: string | undefined
  way?: { href: string; label: string } | undefined
  /** For who is signed in: an error does not take the rest of the product away. */
  shell?: ShellProps | undefined
  theme?: 'light' | 'dark' | undefined
}

export const ErrorPage = ({ title = 'That did not work', shell, theme, ...problem }: ErrorPageProps) =>
  shell ? (
    <Layout title={title} shell={shell}>
      <PageHead title={title} />
      <section class="card stack narrow" aria-label="What happened">
        <Problem {...problem} />
      </section>
    </Layout>
  ) : (
    <PublicLayout title={title} theme={theme}>
      <h1 safe>{title}</h1>
      <Problem {...problem} />
    </PublicLayout>
  )

const Problem = ({
  message,
  requestId,
  way = { href: '/', label: 'Go to the start' },
}: Pick<ErrorPageProps, 'message' | 'requestId' | 'way'>) => (
  <>
    <p safe>{message}</p>
    {requestId ? <p class="quiet" safe>{`If you call for help, say ${requestId}.`}</p> : ''}
    <p>
      <LinkButton kind="primary" {...way} />
    </p>
  </>
)
