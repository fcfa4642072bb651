import { LinkButton } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

export type EmptyProps = {
  icon: IconName
  title: string
  text: string
  action?: { href: string; label: string; icon?: IconName | undefined } | undefined
}

/** An empty list says what to do first. */
export const Empty = ({ icon, title, text, action }: EmptyProps) => (
  <div class="empty">
    <Icon name={icon} />
    <h2 safe>{title}</h2>
    <p safe>{text}</p>
    {action ? <LinkButton kind="primary" {...action} /> : ''}
  </div>
)
