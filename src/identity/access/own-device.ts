import { conflict, invalid } from '../../kit/errors.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { kindOfCode } from '../factor/factor.ts'
import type { Prove } from '../factor/proof.ts'
import { activeOwners, getUser, type UserId } from '../people/users.ts'
import { isRole } from '../permissions.ts'
import { isBoundToDevices } from './decide.ts'
import { isDeviceAsked } from './device-rule.ts'
import { approveOwn, type Browser, type Device, findDevice } from './devices.ts'

/** How the device that somebody is at stands to the office's rule. */
export type OwnDevice = {
  readonly state: 'free' | 'approved' | 'waiting' | 'unknown'
  /** What an owner finds it by in the list. */
  readonly name: string | undefined
  /** Whether they may approve it themselves, by a recovery code. */
  readonly mayRecover: boolean
}

export function ownDevice(tx: Tx, secret: string | undefined, role: string): OwnDevice {
  const device = findDevice(tx, secret)
  return { state: stateOf(tx, device, role), name: device?.name, mayRecover: role === 'owner_admin' }
}

function stateOf(tx: Tx, device: Device | undefined, role: string): OwnDevice['state'] {
  if (device?.approvedAt) return 'approved'
  if (!isDeviceAsked(tx) || !isRole(role) || !isBoundToDevices(role)) return 'free'
  return device ? 'waiting' : 'unknown'
}

/**
 * The way in for an owner who has lost every approved device: a code from paper, since what a phone shows signed in here already. It
 * needs nobody else, and who has none gets new ones when the operator resets their factor. Throws AppError invalid, conflict or too_many.
 */
export async function recoverDevice(tenant: Tenant, prove: Prove, browser: Browser, code: string): Promise<Device> {
  const { kind, role } = tenant.read((tx) => ({
    kind: kindOfCode(tx, tx.actor.id as UserId, code),
    role: getUser(tx, tx.actor.id as UserId).role,
  }))
  if (role !== 'owner_admin') throw conflict('Only an owner comes in by a recovery code. Ask an owner to approve this device.')
  if (kind === 'code')
    throw invalid({ code: 'The code of your phone is not enough here. Type one of the ten recovery codes that you kept.' })
  await prove(tenant, { code }, 'device')
  return tenant.write((tx) => {
    for (const { id, email } of activeOwners(tx)) sendLetter(tx, { letter: 'device_recovered', personId: id, address: email })
    return approveOwn(tx, browser, 'device.recovered')
  })
}
