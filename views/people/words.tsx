import { Badge, type BadgeProps } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'

export type RoleName =
  | 'owner_admin'
  | 'admin'
  | 'user'
  | 'auditor'
  | 'doctor'
  | 'nurse'
  | 'staff'
  | 'lab_technician'
  | 'pharmacist'
  | 'patient'

export const ROLE_WORDS: Readonly<Record<RoleName, string>> = {
  owner_admin: 'Owner',
  admin: 'Administrator',
  user: 'Front desk',
  auditor: 'Auditor',
  doctor: 'Doctor',
  nurse: 'Nurse',
  staff: 'Clinic staff',
  lab_technician: 'Lab technician',
  pharmacist: 'Pharmacist',
  patient: 'Patient',
}

export type PersonLine = {
  id: string
  name: string
  email: string
  role: RoleName
  state: 'invited' | 'active' | 'suspended'
  lastSignInAt: Date | null
}

export const ROLE_MAY: Readonly<Record<RoleName, string>> = {
  owner_admin: 'everything, also take all records away',
  admin: 'everything but that, and nothing to owners',
  user: 'send and read faxes, keep contacts',
  auditor: 'read faxes and the audit trail, change nothing',
  doctor: 'send and read faxes, keep contacts',
  nurse: 'send and read faxes, keep contacts',
  staff: 'send and read faxes, keep contacts',
  lab_technician: 'send faxes and see their own, look up contacts',
  pharmacist: 'send faxes and see their own, look up contacts',
  patient: 'nothing yet',
}

export const roleOptions = (roles: readonly RoleName[], mayMakeOwners: boolean) =>
  roles
    .filter((role) => mayMakeOwners || role !== 'owner_admin')
    .map((value) => ({ value, label: `${ROLE_WORDS[value]}: ${ROLE_MAY[value]}` }))

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
