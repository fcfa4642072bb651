import { EnrolmentOverPage, EnrolmentPage } from '../../views/console/enrolment.tsx'
import { OperatorKeysPage } from '../../views/console/keys.tsx'
import { NewOfficePage, OfficePage, OfficesPage } from '../../views/console/offices.tsx'
import { OperatorPage, OperatorsPage } from '../../views/console/operators.tsx'
import { ConsoleNewPasskeyPage, ConsolePhonePage, ConsoleSecurityPage } from '../../views/console/security.tsx'
import type { ConsoleShell } from '../../views/console/shell.ts'
import { ConsoleSignInPage } from '../../views/console/sign-in.tsx'
import { ConsoleStepUpPage } from '../../views/console/step-up.tsx'
import { ConsoleTrailPage } from '../../views/console/trail.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, now, times } from './invented.ts'

const shell: ConsoleShell = {
  operator: { name: HOSTILE, role: 'super admin', initials: 'OP' },
  nav: ['offices', 'operators', 'keys', 'trail', 'security'],
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
const office = { id: id(1), slug: HOSTILE, name: HOSTILE, state: 'closing', createdAt: now, closesAt: now } as const
const operators = times(4, (n) => ({
  id: id(n),
  name: `${HOSTILE} ${n}`,
  email: n ? HOSTILE : null,
  role: n % 2 ? ('support' as const) : ('super_admin' as const),
  state: (['active', 'invited', 'suspended', 'removed'] as const)[n] ?? 'active',
  lastSignInAt: n ? now : null,
}))
const problem = { message: HOSTILE, errors: { name: HOSTILE, email: HOSTILE, slug: HOSTILE, ownerEmail: HOSTILE } }
const link = { name: HOSTILE, url: 'http://admin.localhost/console/enrolment/invented' }
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
  { name: 'console offices', element: <OfficesPage shell={shell} clock={clock} q={HOSTILE} offices={[office]} mayMake /> },
  { name: 'console offices, none', element: <OfficesPage shell={shell} clock={clock} q="" offices={[]} mayMake={false} /> },
  {
    name: 'console new office, refused',
    element: (
      <NewOfficePage shell={shell} host="localhost" values={{ name: HOSTILE, slug: HOSTILE, ownerEmail: HOSTILE }} problem={problem} />
    ),
  },
  {
    name: 'console office, made',
    element: (
      <OfficePage
        shell={shell}
        clock={clock}
        office={office}
        url="http://maple.localhost"
        ownerLink="http://maple.localhost/welcome/x"
        grant={{ reason: HOSTILE, endsAt: now }}
        mayEnter
        replica={{ state: 'behind', behindSeconds: 4, drill: { at: now, passed: false } }}
      />
    ),
  },
  {
    name: 'console office, shut',
    element: (
      <OfficePage shell={shell} clock={clock} office={office} url="http://x" replica={undefined} grant={undefined} mayEnter={false} />
    ),
  },
  {
    name: 'console operators',
    element: <OperatorsPage shell={shell} clock={clock} operators={operators} problem={problem} link={link} />,
  },
  ...operators.map((operator) => ({
    name: `console operator, ${operator.state}`,
    element: <OperatorPage shell={shell} operator={operator} isSelf={operator.email === null} problem={problem} link={link} />,
  })),
  {
    name: 'console keys',
    element: (
      <OperatorKeysPage
        shell={shell}
        clock={clock}
        keys={times(2, (n) => ({ id: id(n), name: HOSTILE, createdAt: now, revokedAt: n ? now : null }))}
        made={{ name: HOSTILE, key: 'fdop_invented' }}
        name={HOSTILE}
        problem={problem}
      />
    ),
  },
  {
    name: 'console trail',
    element: (
      <ConsoleTrailPage
        shell={shell}
        clock={clock}
        entries={[{ seq: 1, at: now, who: HOSTILE, what: HOSTILE, subject: { label: HOSTILE } }]}
        filter={{ from: '2026-03-02', until: '' }}
        chain={{ state: 'verified', entries: 1 }}
        nextHref="/console/trail?before=1"
      />
    ),
  },
]
