import { invalid, notFound, unavailable } from '../../kit/errors.ts'
import type { Tenant, TenantId } from '../../tenancy/index.ts'
import { listNumbers } from '../numbers.ts'
import type { AccountKeys } from './account-keys.ts'
import { type AccountForm, type AccountRow, checkForm, currentAccount, setAccount } from './accounts.ts'
import type { AccountAnswer, CarrierDesk, Holder } from './desk.ts'

/** What works, but not as it should. */
export const FINDINGS = ['webhook', 'outbound', 'numbers'] as const
export type Finding = (typeof FINDINGS)[number]
export type CheckDeps = { readonly desk: Pick<CarrierDesk, 'check'>; readonly keys: AccountKeys; readonly publicOrigin: string }

/** Where an office's own account has to send its events. */
export const webhookOf = (publicOrigin: string, id: TenantId): string => `${publicOrigin}/webhooks/telnyx/${id}`

const BAD_KEY = 'Telnyx does not take this key. Copy it anew under Keys & Credentials, or make another one.'
const NO_APPLICATION = 'This account has no fax application with this id. Look under Programmable Fax.'
const SWITCHED_OFF = 'This fax application is switched off. Switch it on at Telnyx, then save again.'
const NO_ANSWER = 'Telnyx did not answer, so nothing was saved. Try again in a minute.'

/** Asks the carrier first, and changes nothing unless it takes the key. Throws AppError invalid by field, or unavailable. */
export async function saveAccount(deps: CheckDeps, tenant: Tenant, input: AccountForm): Promise<Finding[]> {
  const form = checkForm(input)
  const found = findingsIn(await deps.desk.check(form), deps, tenant)
  tenant.write((tx) => setAccount(tx, deps.keys, form))
  return found
}

/** The same question about the account in use. Throws AppError not_found, invalid or unavailable. */
export async function checkAgain(deps: CheckDeps, tenant: Tenant): Promise<Finding[]> {
  return findingsIn(await deps.desk.check(holderOf(deps.keys, tenant)), deps, tenant)
}

/** Throws AppError not_found, or unavailable when its key does not open any more. */
export function holderOf(keys: AccountKeys, tenant: Tenant): Holder {
  const account = tenant.read(currentAccount)
  if (!account) throw notFound('Account')
  return opened(keys, tenant.id, account)
}

function opened(keys: AccountKeys, id: TenantId, account: AccountRow): Holder {
  const apiKey = keys.open(id, account)
  if (apiKey === undefined) throw unavailable('The API key cannot be opened any more. Enter it again.')
  return { apiKey, connectionId: account.connectionId }
}

function findingsIn(answer: AccountAnswer, { publicOrigin }: CheckDeps, tenant: Tenant): Finding[] {
  if (answer.is === 'bad_key') throw invalid({ apiKey: BAD_KEY })
  if (answer.is === 'no_application') throw invalid({ connectionId: NO_APPLICATION })
  if (answer.is === 'switched_off') throw invalid({ connectionId: SWITCHED_OFF })
  if (answer.is === 'unavailable') throw unavailable(NO_ANSWER)
  const there = new Set(answer.numbers)
  const wrong: Readonly<Record<Finding, boolean>> = {
    webhook: answer.webhookUrl !== webhookOf(publicOrigin, tenant.id),
    outbound: !answer.mayCall,
    numbers: tenant.read(listNumbers).some(({ number }) => !there.has(number)),
  }
  return FINDINGS.filter((each) => wrong[each])
}
