import type { Children } from '@kitajs/html'
import { Document } from '../document.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { ThemeSwitch } from '../ui/theme-switch.tsx'
import { CONSOLE_SECTIONS, type ConsoleSection, type ConsoleShell } from './shell.ts'

export type ConsoleLayoutProps = { title: string; shell: ConsoleShell; children: Children }

/** Every page of a signed-in operator. Works without a script. */
export const ConsoleLayout = ({ title, shell, children }: ConsoleLayoutProps) => (
  <Document title={`${title} · Frontdesk operators`} theme={shell.theme}>
    <body class="shell">
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="bar">
        <a class="bar__office" href="/console">
          Frontdesk operators
        </a>
        <ThemeSwitch theme={shell.theme} />
        <a class="button button--quiet bar__person" href="/console/security">
          <span class="avatar" aria-hidden="true" safe>
            {shell.operator.initials}
          </span>
          <span class="bar__name" safe>{`${shell.operator.name}, ${shell.operator.role}`}</span>
        </a>
        <form action="/console/sign-out" method="post">
          <button type="submit" class="button button--quiet button--icon" title="Sign out">
            <Icon name="sign-out" />
            <span class="hide-visually">Sign out</span>
          </button>
        </form>
      </header>
      <nav class="rail" aria-label="Sections">
        <ul>
          {shell.nav.map((section) => (
            <RailItem section={section} current={shell.current} />
          ))}
        </ul>
      </nav>
      <main class="main" id="main" tabindex="-1">
        {shell.notice ? <Notice {...shell.notice} /> : ''}
        {children}
      </main>
      <div class="hide-visually" id="announcer" aria-live="polite" />
    </body>
  </Document>
)

const RailItem = ({ section, current }: { section: ConsoleSection; current: ConsoleShell['current'] }) => {
  const { href, label, icon } = CONSOLE_SECTIONS[section]
  return (
    <li>
      <a href={href} aria-current={section === current ? 'page' : undefined}>
        <Icon name={icon} />
        <span safe>{label}</span>
      </a>
    </li>
  )
}
