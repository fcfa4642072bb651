import { AuditPage } from '../../views/audit/index.tsx'
import { SupportPage, TicketOverPage } from '../../views/support/index.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, now, shell, times } from './invented.ts'

const grants = times(2, (n) => ({
  id: id(n),
  reason: HOSTILE,
  grantedByName: HOSTILE,
  grantedAt: now,
  endsAt: now,
  isRunning: n === 0,
  visits: times(n + 1, (each) => ({ operatorName: HOSTILE, beganAt: now, seenAt: now, isIn: each === 0 })),
  looks: times(2, () => ({ at: now, who: HOSTILE, what: HOSTILE })),
}))
const problem = { message: HOSTILE, errors: { reason: HOSTILE, hours: HOSTILE } }
const hours = [1, 4]

export const supportPages: readonly Example[] = [
  { name: 'support, let in', element: <SupportPage shell={shell('settings')} clock={clock} grants={grants} hours={hours} /> },
  {
    name: 'support, refused',
    element: (
      <SupportPage
        shell={shell('settings')}
        clock={clock}
        grants={grants.slice(1)}
        hours={hours}
        values={{ reason: HOSTILE, hours: '4' }}
        problem={problem}
      />
    ),
  },
  { name: 'support, a ticket that is over', element: <TicketOverPage /> },
  {
    name: 'audit, as support sees it',
    element: (
      <AuditPage
        shell={{ ...shell('audit'), support: { name: HOSTILE, until: now } }}
        clock={clock}
        entries={[]}
        filter={{ from: '', until: '', actor: '', action: '' }}
        people={[]}
        kinds={[]}
        chain={{ state: 'verified', entries: 1 }}
        nextHref={undefined}
        csvHref="/audit.csv"
      />
    ),
  },
]
