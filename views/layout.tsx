import type { Children } from '@kitajs/html'
import { remembered } from '../src/kit/remembered.ts'
import { Document } from './document.tsx'
import { KeysDialog } from './help-keys.tsx'
import { LockScreen } from './lock-screen.tsx'
import { Rail } from './rail.tsx'
import type { ShellProps } from './shell.ts'
import { TopBar } from './top-bar.tsx'
import { Notice } from './ui/notice.tsx'

export type { Section, ShellProps } from './shell.ts'
export type LayoutProps = { title: string; shell: ShellProps; children: Children }

const REMEMBERED = 500

/** What stays the same around every page of one person. */
const frameFor = remembered(
  REMEMBERED,
  (shell: ShellProps) => JSON.stringify(shell),
  (shell) => (
    <>
      <TopBar shell={shell} />
      <Rail shell={shell} />
    </>
  ),
)

/** Every signed-in page: rail, top bar, one main column. Works without a script. */
export const Layout = ({ title, shell, children }: LayoutProps) => (
  <Document title={`${title} · ${shell.officeName}`} theme={shell.theme}>
    <body
      class="shell"
      data-events={shell.support ? undefined : '/events'}
      data-person={shell.user.id}
      data-idle={shell.idleMinutes && String(shell.idleMinutes * 60)}
    >
      <a class="skip" href="#main">
        Skip to the page
      </a>
      {frameFor(shell)}
      <main class="main" id="main" tabindex="-1">
        {shell.support ? <SupportBanner until={shell.support.until} /> : ''}
        {shell.notice ? <Notice {...shell.notice} /> : ''}
        {children}
      </main>
      <div class="hide-visually" id="announcer" aria-live="polite" />
      {shell.current === 'help' ? '' : <KeysDialog />}
      {shell.idleMinutes ? <LockScreen name={shell.user.name} officeName={shell.officeName} /> : ''}
    </body>
  </Document>
)

/** On every page while an operator is in: whose office it is, and that they are seen. */
const SupportBanner = ({ until }: { until: Date }) => (
  <Notice
    kind="warn"
    text={`You are here as support, until ${TIME.format(until)} UTC at the latest. The owner knows, and everything you look at is written down.`}
  />
)

const TIME = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
