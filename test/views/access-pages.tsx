import { DevicePage } from '../../views/access/device.tsx'
import { DevicesPage } from '../../views/access/devices.tsx'
import { EmergenciesPage, type EmergencyLine, EmergencyPage } from '../../views/access/emergency.tsx'
import { ExplanationPage } from '../../views/access/explanation.tsx'
import { PurposePage } from '../../views/access/purpose.tsx'
import { AccessPage } from '../../views/access/rules.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, minutesAgo, now, shell, times } from './invented.ts'

const line = (index: number): EmergencyLine => ({
  id: id(index),
  name: HOSTILE,
  permission: 'faxes:read',
  reason: HOSTILE,
  openedAt: minutesAgo(60),
  endsAt: now,
  isOpen: index === 0,
  verdict: index === 2 ? 'justified' : index === 3 ? 'unjustified' : null,
  note: HOSTILE,
  reviewer: index > 1 ? HOSTILE : undefined,
  isOwn: index === 4,
})
const device = (index: number) => ({
  id: id(index),
  name: HOSTILE,
  address: HOSTILE,
  person: HOSTILE,
  askedAt: minutesAgo(60),
  approvedAt: index > 1 ? now : null,
  lastSignInAt: index > 2 ? now : null,
  isOwn: index === 2,
})
const problem = {
  message: 'Check the form.',
  errors: { reason: 'Say why.', from: 'Write a time.', addresses: 'Write addresses.', seq: 'A number.', code: 'Not right.' },
}
const people = times(2, (index) => ({ id: id(index), name: HOSTILE }))
const why = { shell: shell('audit'), clock, people, permissions: ['faxes:read'], asked: { person: id(1), permission: 'faxes:read' } }
const rules = { shell: shell('settings'), timeZone: 'America/New_York', address: '203.0.113.7' }
const values = { days: '12345', from: '07:00', until: '19:00', addresses: HOSTILE }
const opened = { shell: shell('none'), clock, openable: ['faxes:read'], minutes: [15, 30, 60], lines: times(2, line) }

export const accessPages: readonly Example[] = [
  { name: 'access rules', element: <AccessPage {...rules} values={values} /> },
  { name: 'access rules, refused', element: <AccessPage {...rules} values={values} problem={problem} /> },
  { name: 'explanation', element: <ExplanationPage {...why} /> },
  {
    name: 'explanation, answered',
    element: <ExplanationPage {...why} answer={{ title: HOSTILE, at: now, allowed: true, ownOnly: true, reasons: [HOSTILE, HOSTILE] }} />,
  },
  {
    name: 'explanation, refused',
    element: (
      <ExplanationPage
        {...why}
        answer={{ title: HOSTILE, at: now, allowed: false, ownOnly: false, reasons: [HOSTILE] }}
        problem={problem}
      />
    ),
  },
  { name: 'purpose', element: <PurposePage shell={shell('none')} purposes={['TREAT', 'HLEGAL']} chosen="TREAT" /> },
  ...(['free', 'approved', 'waiting', 'unknown'] as const).map((state) => ({
    name: `this device, ${state}`,
    element: (
      <DevicePage officeName={HOSTILE} state={state} name={HOSTILE} mayRecover problem={state === 'unknown' ? problem : undefined} />
    ),
  })),
  {
    name: 'devices',
    element: <DevicesPage shell={shell('settings')} clock={clock} isAsked devices={times(4, device)} problem={problem} />,
  },
  { name: 'devices, none', element: <DevicesPage shell={shell('settings')} clock={clock} isAsked={false} devices={[]} /> },
  { name: 'emergency', element: <EmergencyPage {...opened} /> },
  { name: 'emergency, refused', element: <EmergencyPage {...opened} values={{ reason: HOSTILE, minutes: '30' }} problem={problem} /> },
  { name: 'emergency, nothing to open', element: <EmergencyPage {...opened} openable={[]} lines={[]} /> },
  { name: 'emergencies', element: <EmergenciesPage shell={shell('settings')} clock={clock} lines={times(5, line)} /> },
  {
    name: 'emergencies, none',
    element: <EmergenciesPage shell={shell('settings')} clock={clock} lines={[]} problem={{ message: HOSTILE }} />,
  },
]
