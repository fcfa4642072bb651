import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lingeringDeps, placeOf } from '../copies.ts'
import { type Certificate, closeOffice, finishShredding, removeLingering, reopenOffice, shredTenant } from '../custody/shredding/index.ts'
import type { Parts } from '../parts.ts'
import { AT_THE_SHELL, type DestroyedCopies, findCertificate, findTenantBySlug, listCopiesOf, type TenantId } from '../tenancy/index.ts'
import { type Command, UsageError } from './command.ts'
import { findOffice, withParts } from './office.ts'
import { fileNamed, withServerStopped } from './stopped.ts'

export const close: Command = {
  usage: 'tenant close SLUG [--grace DAYS]',
  summary: 'Closes an office: nobody comes in, nothing is lost. After the grace, 30 days unless said otherwise, it may be destroyed.',
  options: { grace: { type: 'string' } },
  run: (given) => {
    const [slug, grace] = [given.word(0, 'SLUG').toLowerCase(), Number(given.text('grace') ?? 30)]
    return withParts((parts) => {
      const destroyedFrom = closeOffice(parts, findOffice(parts, slug).id, grace, AT_THE_SHELL)
      return {
        data: { slug, state: 'closing', destroyedFrom },
        lines: [`${slug} is closed. It may be destroyed from ${destroyedFrom.toISOString()}; until then: frontdesk tenant reopen ${slug}`],
      }
    })
  },
}

export const reopen: Command = {
  usage: 'tenant reopen SLUG',
  summary: 'Opens a closed office again, as it was.',
  run: (given) => {
    const slug = given.word(0, 'SLUG').toLowerCase()
    return withParts((parts) => {
      reopenOffice(parts, findOffice(parts, slug).id, AT_THE_SHELL)
      return { data: { slug, state: 'active' }, lines: [`${slug} is open again.`] }
    })
  },
}

export const destroy: Command = {
  usage: 'tenant destroy SLUG --confirm SLUG [--now] [--by NAME] [--out FILE]',
  summary:
    'Destroys a closed office for good, with the server stopped: its key, then its files; writes a signed certificate. --now does not wait for the grace.',
  options: { confirm: { type: 'string' }, now: { type: 'boolean' }, by: { type: 'string' }, out: { type: 'string' } },
  run: (given) => {
    const slug = given.word(0, 'SLUG').toLowerCase()
    if (given.needed('confirm') !== slug) throw new UsageError('--confirm must repeat the office’s web name: this cannot be undone.')
    const order = { by: given.text('by') ?? AT_THE_SHELL.id, now: given.flag('now') }
    return withServerStopped((config) =>
      withParts(async (parts) => {
        const made = await destroyOrFinish(parts, slug, order)
        const { removed, key, office } = made.certificate
        const copies = await copiesGone(parts, office.id as TenantId)
        const certificate = parts.control.read((tx) => findCertificate(tx, office.id as TenantId)) ?? JSON.stringify(made)
        const latest = JSON.parse(certificate) as Certificate
        const file = keepCertificate(config.data.dir, latest, given.text('out'))
        return {
          data: { ...latest, file },
          lines: [
            `Destroyed ${slug}: key ${key.id}, ${removed.files} files of which ${removed.documents} documents, ${removed.bytes} bytes.`,
            ...copies,
            `certificate  ${file}`,
          ],
        }
      }, config),
    )
  },
}

/** No server runs, so nothing is being shipped. Without the key they are noise: whatever stays is removed by the server once it runs. */
async function copiesGone(parts: Parts, id: TenantId): Promise<string[]> {
  const deps = lingeringDeps(parts, () => false)
  if (!deps) return []
  while ((await removeLingering(deps)) > 0);
  return parts.control.read((tx) => listCopiesOf(tx, id)).map(inWords)
}

function inWords({ place, removed, kept, keptUntil, goneAt }: DestroyedCopies): string {
  if (goneAt) return `Nothing of it is left in ${place}: ${removed} objects were removed.`
  if (kept > 0)
    return `${place} keeps ${kept} objects until ${keptUntil?.toISOString() ?? 'it lets go of them'}; ${removed} were removed. None opens.`
  return `${place} could not be emptied now: the server does it when it runs. Nothing there opens any more.`
}

/** A command that was interrupted after the key was destroyed is finished by the same command. */
async function destroyOrFinish(parts: Parts, slug: string, order: { readonly by: string; readonly now: boolean }): Promise<Certificate> {
  const deps = { ...parts, dataDir: parts.config.data.dir, place: placeOf(parts.config) }
  const finished = (await finishShredding(deps)).find(({ certificate }) => certificate.office.slug === slug)
  const standing = parts.control.read((tx) => findTenantBySlug(tx, slug))
  if (finished && !standing) return finished
  return shredTenant(deps, findOffice(parts, slug).id, order)
}

function keepCertificate(dataDir: string, made: Certificate, out: string | undefined): string {
  const { office } = made.certificate
  const file = out === undefined ? join(dataDir, 'certificates', `${office.slug}-${office.id}.json`) : fileNamed(out)
  if (out === undefined) mkdirSync(join(dataDir, 'certificates'), { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`)
  return file
}
