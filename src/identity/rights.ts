import { beyondKey, forbidden } from '../kit/errors.ts'
import { isScope } from './permissions.ts'
import type { Access } from './policy.ts'

/** A program is told what it lacks; a person sees at /roles what theirs may. Throws AppError forbidden. */
export function refuseWithout(permissions: ReadonlySet<string>, access: Access | undefined, by: 'person' | 'token' | 'key'): void {
  if (access === 'signed_in') return
  if (access !== undefined && permissions.has(access)) return
  // A route without a row, an operators' route, and a public one that was put behind this door by mistake: all refused.
  if (by === 'person' || access === undefined) throw forbidden()
  if (by === 'token') throw forbidden(`Your role does not allow this: it needs ${access}.`)
  throw isScope(access) ? beyondKey(access) : forbidden('No key allows this: a person has to sign in for it.')
}
