import { readConfig } from '../config.ts'
import { createMasterKey, createOfficeKeys, openMastersAsTheyAre, type Rotation } from '../keys/index.ts'
import { notFound, unavailable } from '../kit/errors.ts'
import { masterKeyDeps, officeKeyDeps, type Parts } from '../parts.ts'
import { AT_THE_SHELL, inventoryKeys } from '../tenancy/index.ts'
import type { Command, Noun } from './command.ts'
import { ADMIN_OPTIONS, type Desk, openAdminDesk } from './desk.ts'
import { followRotation } from './following.ts'
import { findOffice, withParts } from './office.ts'
import { byWhoeverRuns } from './stopped.ts'
import { table } from './table.ts'

const list: Command = {
  usage: 'keys list',
  summary: 'Lists every office’s key and the master key that wraps it, by ids that tell nothing of the keys.',
  run: () =>
    withParts(({ control, keys }) => {
      const listed = control.read((tx) => inventoryKeys(tx, keys))
      const rows = listed.map((each) => [
        each.slug,
        each.state,
        each.keyId ?? 'DOES NOT OPEN',
        each.masterId,
        each.createdAt.toISOString(),
        each.rotatedAt?.toISOString() ?? '-',
      ])
      return {
        data: { masterId: keys.masterId, keys: listed.map((each) => ({ ...each, keyId: each.keyId ?? null })) },
        lines: [`master key in use  ${keys.masterId}`, ...table(['SLUG', 'STATE', 'KEY', 'MASTER', 'MADE', 'ROTATED'], rows)],
        ok: listed.every((each) => each.keyId !== undefined),
      }
    }),
}

const master: Command = {
  usage: 'keys rotate-master [--url URL --key KEY]',
  summary:
    'Makes a new master key and wraps every key anew under it while the offices work. Does it itself when no server runs, else through the server. Interrupted, the next start or the same command goes on.',
  options: ADMIN_OPTIONS,
  run: async (given, say) => {
    const { masterKeyFile } = readConfig().data
    const ended = await byWhoeverRuns(
      (config) => withParts(exchangeHere, config, false, openMastersAsTheyAre),
      () => exchangeThere(openAdminDesk(given), say),
    )
    if (ended.state !== 'done') throw unavailable(ended.why ?? 'The master key was not exchanged.')
    return {
      data: { rewrapped: ended.done, newMasterId: ended.keyId, file: masterKeyFile },
      lines: [
        `Rewrapped the keys of ${ended.done} offices: master key ${ended.keyId} now.`,
        `Copy ${masterKeyFile} to where you keep it apart from the data, now.`,
        'The one before lies beside it, named retired: only backups made before need it. Keep it with those, and remove it here.',
      ],
    }
  },
}

const exchangeHere = (parts: Parts): Promise<Ended> => {
  const masterKey = createMasterKey(masterKeyDeps(parts))
  return (masterKey.resume() ?? masterKey.rotate(AT_THE_SHELL)).ended
}

async function exchangeThere(desk: Desk, say: (line: string) => void): Promise<Ended> {
  const { id } = (await desk.ask('POST', '/api/admin/master-key/rotations')) as { readonly id: string }
  return followRotation(desk, id, say)
}

const tenantKey: Command = {
  usage: 'keys rotate-tenant SLUG [--url URL --key KEY]',
  summary:
    'Gives an office a new key while it works, and seals its documents anew. Does it itself when no server runs, else through the server.',
  options: ADMIN_OPTIONS,
  run: async (given, say) => {
    const slug = given.word(0, 'SLUG').toLowerCase()
    const { id, ended } = await byWhoeverRuns(
      (config) => withParts((parts) => turnHere(parts, slug), config),
      () => turnThere(openAdminDesk(given), slug, say),
    )
    if (ended.state !== 'done') throw unavailable(ended.why ?? 'The key was not exchanged.')
    return {
      data: { slug, id, documents: ended.done, keyId: ended.keyId },
      lines: [`${slug} has a new key, ${ended.keyId}: its database and ${ended.done} documents are written anew under it.`],
    }
  },
}

type Ended = Pick<Rotation, 'state' | 'why' | 'keyId' | 'done'>
type Turned = { readonly id: string; readonly ended: Ended }

async function turnHere(parts: Parts, slug: string): Promise<Turned> {
  const { id } = findOffice(parts, slug)
  const officeKeys = createOfficeKeys(officeKeyDeps(parts))
  await Promise.all(officeKeys.resume().map(({ ended }) => ended))
  return { id, ended: await officeKeys.rotate(id, AT_THE_SHELL).ended }
}

async function turnThere(desk: Desk, slug: string, say: (line: string) => void): Promise<Turned> {
  const { data } = (await desk.ask('GET', '/api/admin/tenants')) as {
    readonly data: readonly { readonly id: string; readonly slug: string }[]
  }
  const office = data.find((each) => each.slug === slug)
  if (!office) throw notFound(`Tenant “${slug}”`)
  const { id } = (await desk.ask('POST', `/api/admin/tenants/${office.id}/key-rotations`)) as { readonly id: string }
  return { id: office.id, ended: await followRotation(desk, id, say) }
}

export const keys: Noun = { list, 'rotate-master': master, 'rotate-tenant': tenantKey }
