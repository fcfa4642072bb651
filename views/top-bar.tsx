import { SECTIONS, type ShellProps } from './shell.ts'
import { Icon, type IconName } from './ui/icon.tsx'
import { SearchBox } from './ui/search-box.tsx'
import { ThemeSwitch } from './ui/theme-switch.tsx'

export const TopBar = ({ shell }: { shell: ShellProps }) => (
  <header class="bar">
    <a class="bar__office" href={shell.support ? '/settings' : '/'} safe>
      {shell.officeName}
    </a>
    {shell.support ? '' : <GlobalSearch current={shell.current} />}
    <p class="connection script-only" id="connection" role="status" data-state="waiting" hx-preserve="true" />
    <ThemeSwitch theme={shell.theme} />
    <button type="button" class="button button--quiet bar__person" popovertarget="person">
      <span class="avatar" aria-hidden="true" safe>
        {shell.user.initials}
      </span>
      <span class="bar__name" safe>
        {shell.user.name}
      </span>
    </button>
    <PersonMenu shell={shell} />
  </header>
)

/** Of what came in where somebody looks at that, else of what was sent. */
const GlobalSearch = ({ current }: Pick<ShellProps, 'current'>) => {
  const label = current === 'received' ? 'Search received faxes' : 'Search sent faxes'
  return (
    <search class="bar__search">
      <form action={current === 'received' ? '/received' : '/faxes'} method="get">
        <SearchBox id="search" label={label} placeholder={`${label}  ( / )`} scope="bar" />
      </form>
    </search>
  )
}

const PersonMenu = ({ shell }: { shell: ShellProps }) => (
  <div class="menu" id="person" popover>
    <p class="menu__who">
      <strong safe>{shell.user.name}</strong>
      <span safe>{shell.user.role}</span>
    </p>
    <nav aria-label="More">
      <ul>
        {shell.nav
          .map((section) => SECTIONS[section])
          .filter(({ minor }) => minor)
          .map(({ href, label, icon }) => (
            <li class="menu__minor">
              <MenuLink href={href} label={label} icon={icon} />
            </li>
          ))}
        {shell.support ? '' : <Own />}
      </ul>
    </nav>
    {shell.support ? '' : <LockNow />}
    <form action="/sign-out" method="post">
      <button type="submit" class="menu__item">
        <Icon name="sign-out" />
        <span>Sign out</span>
      </button>
    </form>
  </div>
)

/** What is a person's own. */
const Own = () => (
  <>
    <li>
      <MenuLink href="/account/email" label="Your e-mail address" icon="key" />
    </li>
    <li>
      <MenuLink href="/account/password" label="Your password" icon="key" />
    </li>
    <li>
      <MenuLink href="/settings/security" label="Security" icon="shield" />
    </li>
    <li>
      <MenuLink href="/roles" label="Who may do what" icon="eye" />
    </li>
    <li>
      <MenuLink href="/account/purpose" label="What you look at records for" icon="file" />
    </li>
    <li>
      <MenuLink href="/help" label="Help and keys" icon="help" />
    </li>
  </>
)

const LockNow = () => (
  <form action="/lock" method="post" data-lock>
    <button type="submit" class="menu__item">
      <Icon name="lock" />
      <span>Lock now</span>
    </button>
  </form>
)

const MenuLink = ({ href, label, icon }: { href: string; label: string; icon: IconName }) => (
  <a class="menu__item" href={href}>
    <Icon name={icon} />
    <span safe>{label}</span>
  </a>
)
