import { EnrolmentOverPage, EnrolmentPage } from '../../views/console/enrolment.tsx'
import { ConsoleNewPasskeyPage, ConsolePhonePage, ConsoleSecurityPage } from '../../views/console/security.tsx'
import type { ConsoleShell } from '../../views/console/shell.ts'
import { ConsoleSignInPage } from '../../views/console/sign-in.tsx'
import { ConsoleStepUpPage } from '../../views/console/step-up.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, now, times } from './invented.ts'

const shell: ConsoleShell = {
  operator: { name: HOSTILE, role: 'super admin', initials: 'OP' },
  nav: ['security'],
  current: 'security',
  notice: { kind: 'warn', text: HOSTILE },
}
const setUp = {
  qr: { size: 2, path: 'M0 0h1v1h-1z' },
  secret: 'EEBENOGKO2LFAETRQ5AEBDG7JKFZYOYF',
  problem: { message: HOSTILE, errors: { code: HOSTILE } },
}
const passkeys = times(2, (n) => ({ id: id(n), name: `${HOSTILE} ${n}`, isSynced: n === 0, since: now, lastUsedAt: null }))
const sessions = times(2, (n) => ({ id: id(n), browser: HOSTILE, address: HOSTILE, createdAt: now, seenAt: now, isOwn: n === 0 }))
const fields = [['name', HOSTILE]] as const

export const consolePages: readonly Example[] = [
  {
    name: 'console sign-in, refused',
    element: <ConsoleSignInPage host="localhost:3000" next="/console" email={HOSTILE} message={HOSTILE} />,
  },
  { name: 'console sign-in, signed out', element: <ConsoleSignInPage host="localhost" next="/" notice={{ kind: 'ok', text: HOSTILE }} /> },
  { name: 'console enrolment', element: <EnrolmentPage name={HOSTILE} email={HOSTILE} token="invented" {...setUp} /> },
  { name: 'console enrolment, over', element: <EnrolmentOverPage /> },
  {
    name: 'console step-up',
    element: (
      <ConsoleStepUpPage shell={shell} has={{ phone: true, passkey: true }} to="/console" method="POST" fields={fields} error={HOSTILE} />
    ),
  },
  {
    name: 'console security',
    element: (
      <ConsoleSecurityPage
        shell={shell}
        clock={clock}
        email={HOSTILE}
        passkeys={passkeys}
        phone={now}
        sessions={sessions}
        message={HOSTILE}
      />
    ),
  },
  {
    name: 'console security, a passkey alone',
    element: <ConsoleSecurityPage shell={shell} clock={clock} email={HOSTILE} passkeys={[]} phone={undefined} sessions={[]} />,
  },
  { name: 'console new passkey', element: <ConsoleNewPasskeyPage shell={shell} message={HOSTILE} /> },
  { name: 'console phone', element: <ConsolePhonePage shell={shell} {...setUp} /> },
]
