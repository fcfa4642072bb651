import { takeIn } from '../custody/index.ts'
import { holdUnsettled, restoreRoutes } from '../fax/index.ts'
import { AT_THE_SHELL } from '../tenancy/index.ts'
import type { Command } from './command.ts'
import { beginParts, officeUrl } from './office.ts'
import { fileNamed } from './stopped.ts'
import { passphraseFrom } from './tenant-export.ts'

export const arrival: Command = {
  usage: 'tenant import FILE [--slug NEW] [--passphrase-stdin]',
  summary:
    'Brings an office up from its take-away with the ids it had, checked first, whole or not at all. Faxes that had not ended are held.',
  options: { slug: { type: 'string' }, 'passphrase-stdin': { type: 'boolean' } },
  async run(given, say) {
    const path = fileNamed(given.word(0, 'FILE'))
    const passphrase = await passphraseFrom(given)
    return beginParts(async (parts) => {
      const { config, control, keys, tenants, files } = parts
      const deps = { dataDir: config.data.dir, control, keys, tenants, files, hold: holdUnsettled }
      const arrived = await takeIn(deps, { path, actor: AT_THE_SHELL, slug: given.text('slug'), passphrase }, say)
      restoreRoutes(control, tenants.as(arrived.tenant.id, AT_THE_SHELL))
      const { tenant, documents, held } = arrived
      const url = officeUrl(parts, tenant.slug)
      return {
        data: { ...tenant, url, documents, held },
        lines: [
          `${tenant.name} is here: ${url}`,
          `id  ${tenant.id}`,
          `${documents} documents; ${held} recipients of unfinished faxes are held until a person decides.`,
          'A server that is running takes up its jobs at its next start.',
        ],
      }
    })
  },
}
