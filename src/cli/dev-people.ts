import {
  addKey,
  addUser,
  findUserByEmail,
  giveFactor,
  listKeys,
  needsFactor,
  newTotpSecret,
  type Passwords,
  type Role,
  SCOPES,
  setPassword,
} from '../identity/index.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import type { DevUser } from './dev-file.ts'

export type Person = { readonly role: Role; readonly email: string; readonly name: string }

/** Each with the password and the second factor that dev.json remembers; where it remembers none, the person gets a new one. */
export async function ensurePeople(
  office: Tenant,
  people: readonly Person[],
  passwords: Passwords,
  known: readonly DevUser[],
): Promise<DevUser[]> {
  return Promise.all(
    people.map((person) =>
      ensurePerson(
        office,
        person,
        passwords,
        known.find(({ email }) => email === person.email),
      ),
    ),
  )
}

async function ensurePerson(office: Tenant, person: Person, passwords: Passwords, known: DevUser | undefined): Promise<DevUser> {
  const present = office.read((tx) => findUserByEmail(tx, person.email))
  if (present && present.state !== 'invited' && known) return known.factor ? known : { ...known, ...giveOne(office, person) }
  const password = inventPassword()
  const passwordHash = await passwords.hash(password)
  office.write((tx) => (present ? setPassword(tx, present.id, passwordHash) : addUser(tx, { ...person, passwordHash })))
  return { role: person.role, email: person.email, password, ...giveOne(office, person) }
}

/** A second factor for who must have one. */
function giveOne(office: Tenant, { email }: Person): { factor?: string } {
  return office.write((tx) => {
    const user = findUserByEmail(tx, email)
    if (!user || !needsFactor(tx, user)) return {}
    const factor = newTotpSecret()
    giveFactor(tx, user.id, factor)
    return { factor }
  })
}

/** The key of dev.json while it works, else a new one that may do everything a key may. */
export function ensureKey(tx: Tx, slug: string, known: string | undefined): string {
  const works = listKeys(tx).some(({ prefix, revokedAt }) => !revokedAt && known?.startsWith(prefix))
  return known && works ? known : addKey(tx, slug, { name: 'bin/dev', scopes: SCOPES }).secret
}

const CONSONANTS = 'bdfgklmnprstvz'
const VOWELS = 'aeiou'

/** Four words that can be said aloud: 49 random bits, and only for this machine. */
function inventPassword(): string {
  const syllable = () => pick(CONSONANTS) + pick(VOWELS)
  return Array.from({ length: 4 }, () => syllable() + syllable()).join('-')
}

const pick = (letters: string): string => letters[(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % letters.length] ?? ''
