import { findUserByEmail, giveFactor, needsFactor, newTotpSecret, renewRecoveryCodes, type User } from '../../src/identity/index.ts'
import type { Tenant, Tx } from '../../src/tenancy/index.ts'

/** Whoever must have a second factor gets one, as if they had set it up. */
export function equip<Person extends Pick<User, 'id' | 'role'>>(tx: Tx, person: Person): Person {
  if (needsFactor(tx, person)) giveFactor(tx, person.id, newTotpSecret())
  return person
}

/** A code that works once: a recovery code, since those of a phone work once in half a minute, and tests are faster. */
export const codeOf = (file: Tenant, email: string): string =>
  file.write((tx) => {
    const person = findUserByEmail(tx, email)
    return (person && renewRecoveryCodes(tx, person.id)[0]) ?? ''
  })

/** How an owner made sure that it is they who ask, before giving somebody a way in anew. */
export const SURE = { sureBy: 'in_person', sureNote: 'at the desk' } as const

export type Post = (path: string, form: Record<string, string>, cookie?: string) => Promise<Response>

/** Signs in as a person does: the password, then a code where one is asked for. Answers the last answer. */
export async function signInWith(post: Post, file: Tenant, form: Readonly<Record<string, string>>): Promise<Response> {
  const first = await post('/sign-in', { ...form })
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  if (!/half=./.test(cookie)) return first
  return post('/sign-in/code', { code: codeOf(file, form['email'] ?? ''), ...(form['next'] && { next: form['next'] }) }, cookie)
}
