import { SECTIONS, type Section, type ShellProps } from './shell.ts'
import { Icon } from './ui/icon.tsx'

/** Left on a desk, at the bottom on a phone, where the minor sections move into the person's menu. */
export const Rail = ({ shell }: { shell: ShellProps }) => (
  <nav class="rail" aria-label="Sections">
    <ul>
      {shell.nav.map((section) => (
        <RailItem section={section} shell={shell} />
      ))}
    </ul>
  </nav>
)

const RailItem = ({ section, shell }: { section: Section; shell: ShellProps }) => {
  const { href, label, icon, minor } = SECTIONS[section]
  return (
    <li class={minor && 'rail__minor'}>
      <a href={href} aria-current={section === shell.current ? 'page' : undefined}>
        <Icon name={icon} />
        <span safe>{label}</span>
        {section === 'received' ? <UnreadCount count={shell.unreadReceived ?? 0} /> : ''}
      </a>
    </li>
  )
}

/** GET /received/unread answers this alone. */
export const UnreadCount = ({ count }: { count: number }) => (
  <span class="count" id="unread" hidden={count === 0} data-live="received" hx-get="/received/unread" hx-trigger="live" hx-swap="outerHTML">
    {count}
    <span class="hide-visually"> new</span>
  </span>
)
