import { schemaVersion } from '../db/index.ts'
import { listTenants, sweepTenants } from '../tenancy/index.ts'
import type { Command, Noun } from './command.ts'
import { withParts } from './office.ts'

const all: Command = {
  usage: 'migrate',
  summary: 'Brings every office’s file up to date. One that fails is named and does not stop the others.',
  run: () =>
    withParts(async (parts) => {
      const { visited, failed } = await sweepTenants(parts, 'migrate', (tenant) => tenant.read(() => {}))
      const slugs = new Map(parts.control.read(listTenants).map(({ id, slug }) => [id, slug]))
      const version = schemaVersion('tenant')
      const done = `${visited - failed.length} of ${visited} offices are at version ${version}; the control database at ${schemaVersion('control')}.`
      const data = { version, visited, failed: failed.map((id) => ({ id, slug: slugs.get(id) })) }
      return { data, lines: [...failed.map((id) => `FAILED  ${slugs.get(id)}  ${id}`), done], ok: failed.length === 0 }
    }),
}

export const migrate: Noun = { '': all }
