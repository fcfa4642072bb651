import { controlFile } from '../audit/index.ts'
import { type Account, findAccount, inviteOperator, listAccounts, recoverOperator } from '../identity/index.ts'
import { notFound } from '../kit/errors.ts'
import type { Parts } from '../parts.ts'
import { AT_THE_SHELL } from '../tenancy/index.ts'
import type { Command } from './command.ts'
import { SURE_OPTIONS, SURE_USAGE, sureIn } from './made-sure.ts'
import { beginParts, officeUrl, withParts } from './office.ts'
import { table } from './table.ts'

const asShell = ({ control }: Parts) => controlFile(control, AT_THE_SHELL)

function told(parts: Parts, { account: { id, email, name, role }, token }: { readonly account: Account; readonly token: string }) {
  const link = `${officeUrl(parts, 'admin')}/console/enrolment/${token}`
  const last = 'The link works once, for a day, and is shown only here.'
  return { data: { id, email, name, role, link }, lines: [`id    ${id}`, `link  ${link}`, last] }
}

export const invite: Command = {
  usage: 'operator invite EMAIL --name NAME --role super_admin|support',
  summary: 'Makes a person an operator and prints the link by which they set up their sign-in.',
  options: { name: { type: 'string' }, role: { type: 'string' } },
  run: (given) => {
    const email = given.word(0, 'EMAIL')
    const { name, role } = given.allNeeded('name', 'role')
    return beginParts((parts) =>
      told(
        parts,
        asShell(parts).write((tx) => inviteOperator(tx, { email, name, role })),
      ),
    )
  },
}

export const recover: Command = {
  usage: `operator recover EMAIL ${SURE_USAGE}`,
  summary: 'Takes away what an operator signs in with, ends their sessions, and prints a new link.',
  options: SURE_OPTIONS,
  run: (given) => {
    const [email, sure] = [given.word(0, 'EMAIL'), sureIn(given)]
    return withParts((parts) => {
      const made = asShell(parts).write((tx) => {
        const account = findAccount(tx, email)
        if (!account) throw notFound('Operator')
        return recoverOperator(tx, account.id, sure)
      })
      return told(parts, made)
    })
  },
}

export const people: Command = {
  usage: 'operator people',
  summary: 'Lists the operators who sign in as people.',
  run: () =>
    withParts((parts) => {
      const all = asShell(parts).read(listAccounts)
      const data = all.map(({ id, email, name, role, state, lastSignInAt }) => ({ id, email, name, role, state, lastSignInAt }))
      const rows = data.map((each) => [each.email ?? '', each.role, each.state, each.lastSignInAt?.toISOString() ?? '-', each.name])
      return { data, lines: table(['E-MAIL', 'ROLE', 'STATE', 'LAST SIGN-IN', 'NAME'], rows) }
    }),
}
