import { historyOf } from '../../audit/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { listUsers } from '../people/users.ts'
import { listGrants, type SupportGrant } from './grants.ts'
import { listVisits, type VisitShown } from './visits.ts'

export type Look = { readonly at: Date; readonly who: string; readonly what: string }
export type GrantTold = SupportGrant & {
  readonly isRunning: boolean
  readonly grantedByName: string
  readonly visits: readonly VisitShown[]
  readonly looks: readonly Look[]
}

const LOOKS_SHOWN = 200
const WORDS: Readonly<Record<string, string>> = {
  'GET /settings': 'Looked at the settings',
  'GET /help': 'Opened the help',
  'GET /api/office': 'Looked at the settings',
  'GET /api/keys': 'Looked at the API keys',
  'GET /api/people': 'Looked at who works here',
  'GET /jobs': 'Looked at the jobs',
  'GET /jobs/:id/row': 'Looked at the jobs',
  'GET /api/jobs': 'Looked at the jobs',
  'GET /api/jobs/:id': 'Looked at the jobs',
  'GET /audit': 'Looked at the audit trail',
  'GET /api/audit': 'Looked at the audit trail',
  'GET /api/audit/verification': 'Checked the audit trail',
}

/** Each time support was let in, who came, and what they did, as the trail has it. */
export function tellGrants(tx: Tx): GrantTold[] {
  const names = new Map<string, string>(listUsers(tx).map(({ id, name }) => [id, name]))
  return listGrants(tx).map((grant) => {
    const visits = listVisits(tx, grant.id)
    const operators = new Map(visits.map(({ operatorId, operatorName }) => [operatorId, operatorName]))
    const looks = historyOf(tx, grant.id)
      .filter(({ action }) => action === 'support.looked' || action === 'support.refused')
      .slice(-LOOKS_SHOWN)
      .map(({ at, actorId, action, detail }) => ({ at, who: operators.get(actorId) ?? 'Operator', what: wordsOf(action, detail) }))
    const isRunning = grant.endedBy === null && grant.endsAt > tx.now
    return { ...grant, isRunning, grantedByName: names.get(grant.grantedBy) ?? 'Someone no longer listed', visits, looks }
  })
}

function wordsOf(action: string, detail: string): string {
  const { route = '' } = JSON.parse(detail) as { route?: string }
  return action === 'support.refused' ? `Was refused ${route}` : (WORDS[route] ?? route)
}
