import { provisionOffice } from '../platform/index.ts'
import { AT_THE_SHELL, listTenants } from '../tenancy/index.ts'
import type { Command, Noun } from './command.ts'
import { beginParts, officeUrl, withParts } from './office.ts'
import { table } from './table.ts'
import { close, destroy, reopen } from './tenant-destroy.ts'
import { takeaway } from './tenant-export.ts'
import { arrival } from './tenant-import.ts'
import { move } from './tenant-move.ts'

const create: Command = {
  usage: 'tenant create --name NAME --slug SLUG --owner EMAIL [--owner-name NAME]',
  summary: 'Makes an office and prints the link by which its owner chooses a password.',
  options: { name: { type: 'string' }, slug: { type: 'string' }, owner: { type: 'string' }, 'owner-name': { type: 'string' } },
  run: (given) => {
    const { name, slug, owner: ownerEmail } = given.allNeeded('name', 'slug', 'owner')
    const ownerName = given.text('owner-name')
    return beginParts((parts) => {
      const { control, keys, tenants, config } = parts
      const deps = { dataDir: config.data.dir, control, keys, tenants }
      const { ownerToken, ...tenant } = provisionOffice(deps, { name, slug, ownerEmail, ...(ownerName && { ownerName }) }, AT_THE_SHELL)
      const url = officeUrl(parts, tenant.slug)
      const ownerLink = `${url}/welcome/${ownerToken}`
      return {
        data: { ...tenant, url, ownerLink },
        lines: [
          `Made ${tenant.name}: ${url}`,
          `id          ${tenant.id}`,
          `owner link  ${ownerLink}`,
          'The link works once, for a week, and is shown only here.',
        ],
      }
    })
  },
}

const list: Command = {
  usage: 'tenant list',
  summary: 'Lists the offices of this data directory, oldest first.',
  run: () =>
    withParts((parts) => {
      const tenants = parts.control.read(listTenants).map((each) => ({ ...each, url: officeUrl(parts, each.slug) }))
      const rows = tenants.map(({ slug, state, id, name }) => [slug, state, id, name])
      return {
        data: tenants,
        lines:
          rows.length > 0
            ? table(['SLUG', 'STATE', 'ID', 'NAME'], rows)
            : ['There are no offices yet. Make one: frontdesk tenant create --help'],
      }
    }),
}

export const tenant: Noun = { create, list, export: takeaway, import: arrival, close, reopen, destroy, move }
