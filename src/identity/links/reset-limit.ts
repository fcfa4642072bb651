import { tooMany } from '../../kit/errors.ts'
import type { TenantId } from '../../tenancy/index.ts'
import { normalEmail } from '../people/users.ts'
import { createLimit } from '../sign-in/limits.ts'

/** Throws AppError too_many, for unknown addresses as for known ones: nobody's mailbox is to be filled by strangers. */
export type ResetLimit = (tenantId: TenantId, ip: string, email: string) => void

const HOUR = 60 * 60_000

export function createResetLimit(clock: () => Date): ResetLimit {
  const byAddress = createLimit({ most: 20, windowMs: HOUR, clock })
  const byAccount = createLimit({ most: 3, windowMs: HOUR, clock })
  return (tenantId, ip, email) => {
    const wait = byAddress.take(ip) || byAccount.take(`${tenantId} ${normalEmail(email)}`)
    if (wait > 0) throw tooMany('That was asked for several times. Look into your mail, or try again in an hour.', wait)
  }
}
