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

export const settingsPages = [
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
