import { outdated } from '../../kit/errors.ts'
import { hashSecret } from '../secrets.ts'
import type { Provisioned } from './provisioning.ts'

/** RFC 7644, 3.14: of everything that is told of somebody, so that it changes whoever changes it, here or at the provider. */
export function versionOf({ email, name, role, state, link }: Provisioned): string {
  const told = [email, name, role, state === 'suspended', link?.externalId, link?.givenName, link?.familyName]
  return `W/"${hashSecret(JSON.stringify(told)).slice(0, 22)}"`
}

const bare = (tag: string): string => tag.trim().replace(/^W\//, '')

/** Among the versions that a header names; any where it is a star. */
export const isNamed = (header: string, person: Provisioned): boolean =>
  header.trim() === '*' || header.split(',').some((each) => bare(each) === bare(versionOf(person)))

/** Throws AppError outdated where `If-Match` names another version than the one that is here. */
export function refuseOutdated(request: Request, person: Provisioned): void {
  const wanted = request.headers.get('if-match')
  if (wanted !== null && !isNamed(wanted, person)) throw outdated('This user was changed since. Look again, then change what is there now.')
}
