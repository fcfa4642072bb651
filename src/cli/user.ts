import {
  addUser,
  createPasswords,
  findUserByEmail,
  inviteOwner,
  isOffered,
  OFFERED,
  passwordProblem,
  resetFactor,
  SHORTEST_PASSWORD,
} from '../identity/index.ts'
import { invalid, notFound } from '../kit/errors.ts'
import { type Command, type Noun, UsageError } from './command.ts'
import { SURE_OPTIONS, SURE_USAGE, sureIn } from './made-sure.ts'
import { enterOffice, officeUrl, withParts } from './office.ts'

const add: Command = {
  usage: `user add SLUG --email EMAIL --name NAME --role ${OFFERED.join('|')} [--password-stdin]`,
  summary: 'Adds a person. Without a password it prints the link by which they choose one.',
  options: { email: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' }, 'password-stdin': { type: 'boolean' } },
  run: async (given) => {
    const slug = given.word(0, 'SLUG')
    const { email, name, role } = given.allNeeded('email', 'name', 'role')
    if (!isOffered(role)) throw new UsageError(`--role is one of: ${OFFERED.join(', ')}.`)
    const passwordHash = given.flag('password-stdin') ? await hashFromStdin([slug, email, name]) : undefined
    return withParts((parts) => {
      const office = enterOffice(parts, slug)
      if (passwordHash !== undefined) {
        const user = office.write((tx) => addUser(tx, { email, name, role, passwordHash }))
        return { data: user, lines: [`Added ${user.email} (${user.role}).`] }
      }
      const { user, token } = office.write((tx) => {
        addUser(tx, { email, name, role })
        return inviteOwner(tx, { email })
      })
      const link = `${officeUrl(parts, slug)}/welcome/${token}`
      return {
        data: { ...user, link },
        lines: [`Added ${user.email} (${user.role}).`, `link  ${link}`, 'The link works once, for a week, and is shown only here.'],
      }
    })
  },
}

/** From a pipe and not from the arguments, which every process on the machine can read. */
async function hashFromStdin(own: readonly string[]): Promise<string> {
  const password = (await Bun.stdin.text()).replace(/\r?\n$/, '')
  const wrong = passwordProblem(password, { shortest: SHORTEST_PASSWORD, own })
  if (wrong) throw invalid({ password: wrong }, 'The person was not added.')
  return createPasswords().hash(password)
}

const reset: Command = {
  usage: `user reset-factor SLUG --email EMAIL ${SURE_USAGE}`,
  summary: 'Takes away a person’s lost second factor and ends their sessions. Who must have one sets up another at the next sign-in.',
  options: { email: { type: 'string' }, ...SURE_OPTIONS },
  run: (given) => {
    const [slug, email, sure] = [given.word(0, 'SLUG'), given.needed('email'), sureIn(given)]
    return withParts((parts) => {
      const person = enterOffice(parts, slug).write((tx) => {
        const found = findUserByEmail(tx, email)
        if (!found) throw notFound('Person')
        resetFactor(tx, found.id, sure)
        return found
      })
      return { data: { id: person.id, email: person.email }, lines: [`${person.email} has no second factor any more, and is signed out.`] }
    })
  },
}

export const user: Noun = { add, 'reset-factor': reset }
