import { statSync } from 'node:fs'
import { recordAct } from '../audit/index.ts'
import { type Form, takeAway } from '../custody/index.ts'
import { AT_THE_SHELL, type TenantId } from '../tenancy/index.ts'
import { type Command, type Given, UsageError } from './command.ts'
import { findOffice, withParts } from './office.ts'
import { fileNamed } from './stopped.ts'

export const takeaway: Command = {
  usage: 'tenant export SLUG --out FILE [--form encrypted|open] [--passphrase-stdin]',
  summary:
    'Writes everything an office keeps into one archive: encrypted under a passphrase (or a raw key, x’64 hex digits’) from a pipe, or open.',
  options: { out: { type: 'string' }, form: { type: 'string' }, 'passphrase-stdin': { type: 'boolean' } },
  async run(given, say) {
    const [slug, out, form] = [given.word(0, 'SLUG').toLowerCase(), fileNamed(given.needed('out')), formOf(given)]
    if (form === 'encrypted' && !given.flag('passphrase-stdin')) throw new UsageError('--passphrase-stdin is missing.')
    const passphrase = await passphraseFrom(given)
    return withParts(async (parts) => {
      const { config, tenants, files, clock } = parts
      const deps = { dataDir: config.data.dir, tenants, files, clock }
      const wish = { office: findOffice(parts, slug), actor: AT_THE_SHELL, out, form, passphrase }
      const { audit, documents, tables, tenant } = await takeAway(deps, wish, say)
      const bytes = statSync(out).size
      parts.control.write((tx) => recordAct(tx, AT_THE_SHELL, 'tenant.exported', tenant.id as TenantId, { form, bytes }))
      return {
        data: { slug, id: tenant.id, file: out, form, bytes, documents, tables, audit },
        lines: [
          `Wrote ${out}: ${bytes} bytes, ${documents} documents, ${audit.entries} audit entries.`,
          audit.valid
            ? `audit head  ${audit.head}`
            : `Its audit trail is BROKEN after entry ${audit.entries}: it will not be imported as it is.`,
          form === 'open'
            ? 'Nothing in it is encrypted. Keep it where you would keep the paper.'
            : 'Keep the passphrase: nobody else has it.',
        ],
      }
    })
  },
}

function formOf(given: Given): Form {
  const form = given.text('form') ?? 'encrypted'
  if (form !== 'encrypted' && form !== 'open') throw new UsageError('--form is encrypted or open.')
  return form
}

/** From a pipe and not from the arguments, which every process on the machine can read. */
export const passphraseFrom = async (given: Given): Promise<string | undefined> =>
  given.flag('passphrase-stdin') ? (await Bun.stdin.text()).replace(/\r?\n$/, '') : undefined
