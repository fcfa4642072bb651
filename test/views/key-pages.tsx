import { ApiKeyPage, type ApiKeyPageProps } from '../../views/settings/api-key.tsx'
import type { ApiKeyLine } from '../../views/settings/api-keys.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, minutesAgo, now, shell } from './invented.ts'

const DAY = 24 * 60
export const apiKey = (index: number): ApiKeyLine => ({
  id: id(index),
  name: `${HOSTILE} ${index}`,
  prefix: 'fd_maple_3kx9',
  scopes: ['faxes:read'],
  createdAt: now,
  lastUsedAt: index ? now : null,
  lastUsedFrom: index ? '2001:db8::7' : null,
  revokedAt: index === 1 ? now : null,
  expiresAt: [null, now, minutesAgo(-3 * DAY), minutesAgo(-300 * DAY)][index % 4] ?? null,
})
const full = (index: number, more: Partial<ApiKeyPageProps['apiKey']> = {}): ApiKeyPageProps['apiKey'] => ({
  ...apiKey(index),
  addresses: ['203.0.113.0/24'],
  perMinute: 60,
  previousPrefix: null,
  previousUntil: null,
  ...more,
})
const page = { shell: shell('settings'), clock, apiKey: full(2) }

export const keyPages: readonly Example[] = [
  { name: 'key', element: <ApiKeyPage {...page} /> },
  { name: 'key, revoked', element: <ApiKeyPage {...page} apiKey={full(1)} /> },
  {
    name: 'key with two secrets',
    element: (
      <ApiKeyPage
        {...page}
        apiKey={full(3, { previousPrefix: 'fd_maple_7a1b', previousUntil: minutesAgo(-60) })}
        made={{ name: HOSTILE, secret: 'fd_invented' }}
      />
    ),
  },
  {
    name: 'key, refused',
    element: (
      <ApiKeyPage
        {...page}
        form={{ addresses: HOSTILE, perMinute: HOSTILE }}
        problem={{
          message: 'Check the form.',
          errors: { addresses: 'Line 1 is not an address.', overlapHours: 'Choose.', perMinute: 'Enter.' },
        }}
      />
    ),
  },
]
