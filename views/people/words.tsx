import { Badge, type BadgeProps } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'

export type PersonLine = {
  id: string
  name: string
  email: string
  role: 'owner_admin' | 'admin' | 'user' | 'auditor'
  state: 'invited' | 'active' | 'suspended'
  lastSignInAt: Date | null
}

export const ROLE_WORDS: Readonly<Record<PersonLine['role'], string>> = {
  owner_admin: 'Owner',
  admin: 'Administrator',
  user: 'Front desk',
  auditor: 'Auditor',
}
const MAY: Readonly<Record<PersonLine['role'], string>> = {
  owner_admin: 'everything, also take all records away',
  admin: 'everything but that, and nothing to owners',
  user: 'send and read faxes, keep contacts',
  auditor: 'read faxes and the audit trail, change nothing',
}

export const roleOptions = (mayMakeOwners: boolean) =>
  (Object.keys(ROLE_WORDS) as PersonLine['role'][])
    .filter((role) => mayMakeOwners || role !== 'owner_admin')
    .map((value) => ({ value, label: `${ROLE_WORDS[value]}: ${MAY[value]}` }))

const LOOKS: Readonly<Record<PersonLine['state'], BadgeProps>> = {
  invited: { tone: 'neutral', icon: 'clock', word: 'Invited' },
  active: { tone: 'ok', icon: 'check', word: 'Active' },
  suspended: { tone: 'warn', icon: 'pause', word: 'Suspended' },
}
export const PersonBadge = ({ state }: Pick<PersonLine, 'state'>) => <Badge {...LOOKS[state]} />

export type HandOverProps = { name: string; link: string; lasts: string }

/** A link made a moment ago: shown this once, kept nowhere. */
export const HandOver = ({ name, link, lasts }: HandOverProps) => (
  <div class="notice notice--ok" role="status">
    <Icon name="key" />
    <div>
      <p safe>{`No mail is set up here, so hand this link to ${name} yourself. It works once, ${lasts}, and is not shown again.`}</p>
      <p>
        <code class="secret" safe>
          {link}
        </code>
      </p>
    </div>
  </div>
)
