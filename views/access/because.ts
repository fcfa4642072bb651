import { permissionWords } from '../people/roles.tsx'
import { ROLE_WORDS, type RoleName } from '../people/words.tsx'

export type Reason = { rule: string; allows: boolean }
export type Asked = { permission: string; role: RoleName | undefined }

const RULES: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  state: ['Their place here is active.', 'Their place here is not active: invited, suspended, removed, or a key that was revoked.'],
  scope: ['The key has this scope.', 'The key does not have this scope.'],
  own: ['It is their own: they sent it.', 'It is somebody else’s, and their role sees its own only.'],
  assigned: ['It is assigned to them.', 'It is not assigned to them, and their role sees its own only.'],
  hours: ['The office lets its people in at this time.', 'The office lets nobody but owners in at this time.'],
  address: ['Only from the addresses that the office chose.', 'Not from the address that they came from.'],
  device: ['Owners and admins from approved devices only.', 'Not at the device that they came with: no owner has approved it.'],
  emergency: ['They opened it in an emergency, for a while; owners were told at once.', 'No emergency is open.'],
}

/** One reason as a sentence. */
export function becauseWords({ rule, allows }: Reason, { permission, role }: Asked): string {
  if (rule === 'role' && role) {
    const right = permissionWords(permission)
    return allows
      ? `The role ${ROLE_WORDS[role]} has the right “${right}”.`
      : `The role ${ROLE_WORDS[role]} does not have the right “${right}”.`
  }
  return RULES[rule]?.[allows ? 0 : 1] ?? rule
}
