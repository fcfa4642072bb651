import type { Children } from '@kitajs/html'
import { Icon } from './icon.tsx'

export type PageHeadProps = { title: string; back?: { href: string; label: string } | undefined; children?: Children }

/** Title left, actions right, the way back above. */
export const PageHead = ({ title, back, children }: PageHeadProps) => (
  <header class="head">
    {back ? <BackLink {...back} /> : ''}
    <div class="head__row">
      <h1 safe>{title}</h1>
      <div class="head__actions">{children}</div>
    </div>
  </header>
)

const BackLink = ({ href, label }: { href: string; label: string }) => (
  <a class="head__back" href={href}>
    <Icon name="back" />
    <span safe>{label}</span>
  </a>
)
