import { record } from '../audit/index.ts'
import { resealAll } from '../files/index.ts'
import { inventoryKeys, keyId, loadMasterKey, rotateMaster, rotateTenantKey } from '../tenancy/index.ts'
import type { Command, Noun } from './command.ts'
import { AT_THE_SHELL, findOffice, withParts } from './office.ts'
import { fileNamed, withServerStopped } from './stopped.ts'
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
  usage: 'keys rotate-master --new-key-file FILE',
  summary:
    'Wraps every key anew under the master key in FILE (made when there is none), with the server stopped. Interrupted, the same command goes on.',
  options: { 'new-key-file': { type: 'string' } },
  run: (given) => {
    const file = fileNamed(given.needed('new-key-file'))
    return withServerStopped(({ data }) => {
      const from = loadMasterKey(data.masterKeyFile, false)
      const to = loadMasterKey(file, true)
      const { rewrapped } = rotateMaster({ dataDir: data.dir, from, to, clock: () => new Date() })
      return {
        data: { rewrapped, oldMasterId: keyId(from), newMasterId: keyId(to), newKeyFile: file },
        lines: [
          `Rewrapped the keys of ${rewrapped} offices: master key ${keyId(to)} now, ${keyId(from)} no longer.`,
          `Set MASTER_KEY_FILE=${file} before the next start, and keep a copy of it apart from the data.`,
          `Then destroy ${data.masterKeyFile}. Until they expire, backups made before still open with it.`,
        ],
      }
    })
  },
}

const tenantKey: Command = {
  usage: 'keys rotate-tenant SLUG',
  summary: 'Gives an office a new key and writes its database and documents anew under it, with the server stopped.',
  run: (given) => {
    const slug = given.word(0, 'SLUG').toLowerCase()
    return withServerStopped((config) =>
      withParts(async (parts) => {
        const { id } = findOffice(parts, slug)
        const { control, keys, tenants } = parts
        const { documents } = await rotateTenantKey({ dataDir: config.data.dir, control, keys }, id, resealAll)
        tenants.as(id, AT_THE_SHELL).write((tx) => void record(tx, 'office.key_rotated', id, { documents }))
        const now = control.read((tx) => inventoryKeys(tx, keys)).find((each) => each.id === id)
        return {
          data: { slug, id, documents, keyId: now?.keyId ?? null },
          lines: [`${slug} has a new key, ${now?.keyId}: its database and ${documents} documents are written anew under it.`],
        }
      }, config),
    )
  },
}

export const keys: Noun = { list, 'rotate-master': master, 'rotate-tenant': tenantKey }
