import { PublicLayout } from '../public-layout.tsx'
import { LinkButton } from './button.tsx'

export type ErrorPageProps = {
  message: string
  title?: string | undefined
  /** What a person quotes when they call for help. */
  requestId?: string | undefined
  way?: { href: string; label: string } | undefined
  theme?: 'light' | 'dark' | undefined
}

export const ErrorPage = ({
  message,
  title = 'That did not work',
  requestId,
  way = { href: '/', label: 'Go to the start' },
  theme,
}: ErrorPageProps) => (
  <PublicLayout title={title} theme={theme}>
    <h1 safe>{title}</h1>
    <p safe>{message}</p>
    {requestId ? <p class="quiet" safe>{`If you call for help, say ${requestId}.`}</p> : ''}
    <p>
      <LinkButton kind="primary" {...way} />
    </p>
  </PublicLayout>
)
