import { AccountPage, type AccountPageProps } from '../../views/settings/carrier-account.tsx'
import { HoursPage, type HoursPageProps } from '../../views/settings/hours.tsx'
import { clock, HOSTILE, minutesAgo, shell } from './invented.ts'

const hours: HoursPageProps = {
  shell: shell('settings'),
  clock,
  zone: 'America/New York',
  values: { mondayOpens: '08:30', mondayCloses: '17:00', holidays: '2026-12-25' },
  standing: { is: 'open', until: minutesAgo(-90) },
  mayWrite: true,
}

const account: AccountPageProps = {
  shell: shell('settings'),
  clock,
  account: {
    connectionId: '1494404757140276705',
    publicKey: Buffer.alloc(32, 1).toString('base64'),
    lastFour: '7f3c',
    setBy: HOSTILE,
    setAt: minutesAgo(90),
    heardAt: minutesAgo(30),
  },
  webhookUrl: 'https://frontdesk.example/webhooks/telnyx/01a201d3-5981-73c8-83fd-f79ccf147395',
  mayWrite: true,
}

export const settingsPages = [
  { name: 'carrier account', element: <AccountPage {...account} /> },
  { name: 'carrier account, the platform’s', element: <AccountPage {...account} account={undefined} /> },
  { name: 'carrier account, amiss', element: <AccountPage {...account} findings={['webhook', 'outbound', 'numbers']} /> },
  { name: 'carrier account, to read', element: <AccountPage {...account} mayWrite={false} /> },
  {
    name: 'carrier account, refused',
    element: (
      <AccountPage
        {...account}
        account={undefined}
        values={{ publicKey: HOSTILE, connectionId: HOSTILE }}
        problem={{ message: 'Check the form.', errors: { apiKey: 'Paste it.', publicKey: 'Paste it.', connectionId: 'Enter it.' } }}
      />
    ),
  },
  { name: 'business hours', element: <HoursPage {...hours} /> },
  { name: 'business hours, none', element: <HoursPage {...hours} values={{}} standing={{ is: 'unset' }} /> },
  {
    name: 'business hours, refused',
    element: (
      <HoursPage
        {...hours}
        values={{ mondayOpens: HOSTILE, holidays: HOSTILE }}
        standing={{ is: 'closed', until: minutesAgo(-900) }}
        problem={{ message: 'Check the form.', errors: { mondayCloses: 'Enter a time.', holidays: 'Write days.' } }}
      />
    ),
  },
  { name: 'business hours, to read', element: <HoursPage {...hours} mayWrite={false} /> },
]
