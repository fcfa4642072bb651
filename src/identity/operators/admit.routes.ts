import { controlFile } from '../../audit/index.ts'
import { forbidden, notFound, unauthenticated, unproven } from '../../kit/errors.ts'
import { isWithin, type Network } from '../../kit/networks.ts'
import { type Control, system } from '../../tenancy/index.ts'
import {
  type AdmitOperator,
  type Asked,
  clientAddressOf,
  countedOf,
  credentialOf,
  hostOf,
  type Operator,
  type Rates,
} from '../../web/index.ts'
import { findOperator } from '../operators.ts'
import { accessTo, needsProof, type Policy, ROUTES } from '../policy.ts'
import { isOperating } from './accounts.ts'
import { isForOperators, OPERATORS_MAY } from './rights.ts'
import { findOperatorSession, touchOperatorSession } from './sessions.ts'

export type AdmitOperatorDeps = {
  readonly control: Control
  readonly baseDomain: string
  readonly policy?: Policy
  /** Where they may come from; none for everywhere. */
  readonly networks?: readonly Network[]
  readonly rates?: Rates | undefined
}

/** Whether this is the operators' host, and where operators may come from. Throws AppError not_found or forbidden. */
export type AtConsole = (request: Request) => void
export const createAtConsole =
  ({ baseDomain, networks = [] }: Pick<AdmitOperatorDeps, 'baseDomain' | 'networks'>): AtConsole =>
  (request) => {
    if (hostOf(request, baseDomain).kind !== 'admin') throw notFound('Page')
    // Before any credential is looked at: from elsewhere not even that it is right is told.
    if (networks.length > 0 && !isWithin(clientAddressOf(request), networks)) throw forbidden('Operators may not come from this address.')
  }

type Found = { readonly operator: Operator; readonly isFresh: boolean }

/** Operators come with a session or a key, from where they may, to their own host, and to the routes of their role. */
export function createOperatorAdmit(deps: AdmitOperatorDeps): AdmitOperator {
  const { control, policy = ROUTES, rates } = deps
  const atConsole = createAtConsole(deps)
  const door = controlFile(control, system('sign-in'))

  function byKey(secret: string): Found | undefined {
    const found = control.read((tx) => findOperator(tx, secret))
    return found && { operator: { id: found.id, name: found.name, rights: OPERATORS_MAY.key }, isFresh: true }
  }
  function bySession(secret: string, request: Request): Found | undefined {
    const found = door.read((tx) => findOperatorSession(tx, secret))
    if (!found) return undefined
    const { id, name, role } = found.account
    rates?.countWho(countedOf(request), request.method, { office: 'operators', kind: 'person', id })
    if (found.unseen) door.write((tx) => touchOperatorSession(tx, secret))
    return { operator: { id, name, role, rights: OPERATORS_MAY[role] }, isFresh: found.isFresh }
  }

  return ({ request, route, method }: Asked) => {
    atConsole(request)
    const offered = credentialOf(request)
    const found = offered && (offered.kind === 'bearer' ? byKey(offered.secret) : bySession(offered.secret, request))
    if (!found) throw unauthenticated(offered?.kind === 'bearer' ? 'Send an operator key.' : 'Sign in, or send an operator key.')
    const access = accessTo(policy, method, route)
    // A route without a row, and one of an office: refused.
    if (!isForOperators(access) || !found.operator.rights.has(access)) throw forbidden()
    if (!found.isFresh && needsProof(method, route)) throw unproven()
    return found.operator
  }
}

/** Whether an operator whom an office let in still operates, and may come from where they are. */
export const createMayVisit = ({ control, networks = [] }: Pick<AdmitOperatorDeps, 'control' | 'networks'>) => {
  const door = controlFile(control, system('sign-in'))
  return (operatorId: string, request: Request): boolean =>
    (networks.length === 0 || isWithin(clientAddressOf(request), networks)) && door.read((tx) => isOperating(tx, operatorId))
}
