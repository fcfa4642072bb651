import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound, unavailable } from '../../kit/errors.ts'
import { parsePhone } from '../../kit/phone.ts'
import type { Control, Tenant } from '../../tenancy/index.ts'
import type { AccountKeys } from '../accounts/account-keys.ts'
import { currentAccount } from '../accounts/accounts.ts'
import { holderOf } from '../accounts/checking.ts'
import type { CarrierDesk, Holder, Offer } from '../accounts/desk.ts'
import { assignNumber, listNumbers, routeOf } from '../numbers.ts'
import { dropLine, getLine, refuseWaiting } from './lines.ts'

export type LineDeps = {
  readonly control: Control
  readonly desk: CarrierDesk
  readonly keys: AccountKeys
  /** The platform's own account; undefined where there is none. */
  readonly platform: Holder | undefined
}
export type Purchase = { readonly number: string; readonly monthlyCents: number; readonly onceCents: number; readonly label: string }

/** Through the platform's account, whose operator pays. */
const MOST_THROUGH_PLATFORM = 5
const NO_ANSWER = 'The carrier did not answer. Try again in a minute; a number is never ordered twice.'
const TAKEN = 'Somebody else has taken this number. Search again.'

const isOwn = (tenant: Tenant) => tenant.read(currentAccount) !== undefined

function holderFor(deps: LineDeps, tenant: Tenant): Holder {
  const [first] = holdersOf(deps, tenant)
  if (!first) throw unavailable('There is no carrier account. Ask your operator, or enter your own.')
  return first
}

/** Where a number of the office may lie: in its own account, and in the platform's. */
const holdersOf = ({ keys, platform }: LineDeps, tenant: Tenant): Holder[] => [
  ...(isOwn(tenant) ? [holderOf(keys, tenant)] : []),
  ...(platform ? [platform] : []),
]

/** Throws AppError invalid or unavailable. */
export async function searchNumbers(deps: LineDeps, tenant: Tenant, areaCode: string, city: string): Promise<readonly Offer[]> {
  if (areaCode !== '' && !/^[2-9]\d\d$/.test(areaCode)) throw invalid({ areaCode: 'Enter the three digits of an area code.' })
  if (city.length > 60) throw invalid({ city: 'Enter the name of a city.' })
  if (areaCode === '' && city === '') throw invalid({ areaCode: 'Enter an area code or a city.' })
  const answer = await deps.desk.offers(holderFor(deps, tenant), { areaCode, city })
  if (answer.is === 'unavailable') throw unavailable(NO_ANSWER)
  return answer.offers
}

/** What it costs now. Throws AppError conflict when it cannot be had, or unavailable. */
export async function offerOf(deps: LineDeps, tenant: Tenant, text: string): Promise<Offer> {
  const number = parsePhone(text)
  if (!number) throw notFound('Number')
  const answer = await deps.desk.offers(holderFor(deps, tenant), { number })
  if (answer.is === 'unavailable') throw unavailable(NO_ANSWER)
  const offer = answer.offers.find((each) => each.number === number)
  if (!offer) throw conflict(TAKEN)
  return offer
}

/**
 * At the price that was confirmed, or not at all. Asked again after anything went wrong it goes on: what this office ordered is found
 * again at the carrier by its reference. Throws AppError conflict or unavailable.
 */
export async function buyNumber(
  deps: LineDeps,
  tenant: Tenant,
  { number: text, monthlyCents, onceCents, label }: Purchase,
): Promise<string> {
  const number = parsePhone(text)
  if (!number) throw invalid({ number: 'Enter a number such as +15552010100.' })
  const numbers = tenant.read(listNumbers)
  if (numbers.some((each) => each.number === number)) return number
  if (deps.control.read((tx) => routeOf(tx, number)) !== undefined) throw conflict(TAKEN)
  if (!isOwn(tenant) && numbers.length >= MOST_THROUGH_PLATFORM)
    throw conflict(`An office has at most ${MOST_THROUGH_PLATFORM} numbers here. Ask your operator for another.`)
  const holder = holderFor(deps, tenant)
  const held = await deps.desk.held(holder, number)
  if (held.is === 'unavailable') throw unavailable(NO_ANSWER)
  if (held.is === 'held' && held.reference !== tenant.id && !isOwn(tenant)) throw conflict(TAKEN)
  if (held.is === 'absent') await order(deps, tenant, holder, { number, monthlyCents, onceCents, label })
  return assignNumber({ control: deps.control, tenant }, number, label.trim().slice(0, 60))
}

async function order(deps: LineDeps, tenant: Tenant, holder: Holder, { number, monthlyCents, onceCents }: Purchase): Promise<void> {
  const offer = await offerOf(deps, tenant, number)
  if (offer.monthlyCents !== monthlyCents || offer.onceCents !== onceCents)
    throw conflict('Its price has changed. Look at it again before you order.')
  tenant.write((tx) => record(tx, 'number.ordered', tx.tenantId, { number, monthlyCents, onceCents }))
  const answer = await deps.desk.order(holder, number, tenant.id)
  if (answer.is === 'refused') throw conflict('The carrier refused the order. It may be taken, or the account out of funds.')
  if (answer.is === 'unknown') throw unavailable(NO_ANSWER)
}

/** Given back for good: somebody else may have it tomorrow. Throws AppError not_found, invalid, conflict or unavailable. */
export async function releaseNumber(deps: LineDeps, tenant: Tenant, digits: string, typed: string): Promise<void> {
  const line = tenant.read((tx) => {
    const found = getLine(tx, digits)
    if (parsePhone(typed) !== found.number) throw invalid({ typed: 'Type the number as it stands above.' })
    refuseWaiting(tx, found)
    return found
  })
  for (const holder of holdersOf(deps, tenant)) {
    const answer = await deps.desk.release(holder, line.number)
    if (answer === 'unavailable') throw unavailable('The carrier did not answer, so nothing was released. Try again in a minute.')
    if (answer === 'released') break
  }
  dropLine(deps.control, tenant, line)
}
