import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { finishRestore, type OfficeReport, restoreControl, restoreOffices } from '../custody/restoring/index.ts'
import { holdDirectory } from '../db/index.ts'
import { holdUnsettled } from '../fax/index.ts'
import { openMasters } from '../keys/index.ts'
import { notFound } from '../kit/errors.ts'
import { masterSettings } from '../parts.ts'
import { type Heartbeat, objectsIn, readHeartbeat } from '../replication/index.ts'
import { AT_THE_SHELL, keyId, listTenants } from '../tenancy/index.ts'
import { type Command, type Given, type Noun, type Told, UsageError } from './command.ts'
import { ADMIN_OPTIONS } from './desk.ts'
import { findOffice, withParts } from './office.ts'
import { replaceOne } from './restore-replace.ts'
import { fileNamed } from './stopped.ts'

const restoring: Command = {
  usage: 'restore --all | SLUG [--at TIME] [--into DIR] | SLUG --replace [--at TIME | --undo]',
  summary:
    'Brings offices back from the bucket with nothing but it and the master key: into an empty DATA_DIR, or DIR. Interrupted, the same command goes on. --replace: one office in its place, also while the server runs; --undo brings back what that replaced.',
  options: {
    all: { type: 'boolean' },
    at: { type: 'string' },
    into: { type: 'string' },
    replace: { type: 'boolean' },
    undo: { type: 'boolean' },
    ...ADMIN_OPTIONS,
  },
  async run(given, say) {
    if (given.flag('replace')) return replaceOne(given, momentOf(given))
    if (given.flag('undo')) throw new UsageError('--undo belongs to --replace.')
    const slug = given.words[0]?.toLowerCase()
    if ((slug === undefined) !== given.flag('all')) throw new UsageError('Name one office, or say --all.')
    const at = momentOf(given)
    const settings = readConfig()
    const bucket = settings.bucket
    if (!bucket) throw new UsageError('Say which bucket: S3_BUCKET and the settings beside it.')
    if (!existsSync(settings.replicatorProgram)) throw notFound(`The replicator (REPLICATOR_PROGRAM) at ${settings.replicatorProgram}`)
    const config = placed(settings, given.text('into'))
    const [objects, dir] = [objectsIn(bucket), config.data.dir]
    const [program, now] = [config.replicatorProgram, Date.now]
    const cell = config.cell?.name
    const heartbeat = at ? undefined : await readHeartbeat(objects, cell).catch(() => undefined)
    const masterId = keyId((await openMasters(masterSettings(config))).current)

    mkdirSync(dir, { recursive: true, mode: 0o700 })
    using _held = holdDirectory(dir)
    const started = now()
    await restoreControl({ program, bucket, objects, dir, cell, masterId, now }, at)
    say(`The control database is here, after ${seconds(started)} s.`)
    const reports = await withParts(
      (parts) => {
        const deps = { ...parts, program, bucket, dir, cell, now, actor: AT_THE_SHELL, hold: holdUnsettled }
        const wanted = slug === undefined ? parts.control.read(listTenants).filter(isMade) : [findOffice(parts, slug)]
        return restoreOffices(deps, wanted, at, (report) => say(inWords(report)))
        // Nobody has these files yet; whether this cell may serve them it finds out when it starts.
      },
      { ...config, cell: undefined },
    )
    if (given.flag('all') && reports.every(({ is }) => is === 'restored')) finishRestore(dir)
    return summed({ dir, at, heartbeat, reports, took: seconds(started) })
  },
}

const seconds = (since: number): number => (Date.now() - since) / 1_000
const isMade = ({ state }: { readonly state: string }) => state !== 'making'

function momentOf(given: Given): Date | undefined {
  const text = given.text('at')
  if (text === undefined) return undefined
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new UsageError('--at is a time such as 2026-03-02T09:15:00Z.')
  return at
}

/** The master key stays where it is, and none is made: a new one would open nothing. */
function placed(config: Config, into: string | undefined): Config {
  const data = { ...config.data, makeMasterKey: false }
  return { ...config, data: into === undefined ? data : { ...data, dir: fileNamed(into) } }
}

function documentsInWords(sum: (of: (report: Restored) => number) => number): string {
  const [present, named] = [sum(({ documents }) => documents.present), sum(({ documents }) => documents.named)]
  const [missing, unreachable] = [sum(({ documents }) => documents.missing), sum(({ documents }) => documents.unreachable)]
  const told = [missing > 0 && `${missing} are missing`, unreachable > 0 && `${unreachable} cannot be asked for just now`]
  return `Documents: ${[`${present} of ${named} are there`, ...told.filter((each) => each !== false)].join(', ')}.`
}

type Restored = Extract<OfficeReport, { readonly is: 'restored' }>
type Done = {
  readonly dir: string
  readonly at: Date | undefined
  readonly heartbeat: Heartbeat | undefined
  readonly reports: readonly OfficeReport[]
  readonly took: number
}

function summed({ dir, at, heartbeat, reports, took }: Done): Told {
  const restored = reports.filter((each) => each.is === 'restored')
  const failed = reports.filter((each) => each.is === 'failed')
  const sum = (of: (each: (typeof restored)[number]) => number) => restored.reduce((total, each) => total + of(each), 0)
  // The machine wrote to the bucket that it had everything until then; it may have lived a little longer than its last word.
  const lost = heartbeat && { wholeUntil: new Date(heartbeat.wholeUntil).toISOString(), lastHeardAt: new Date(heartbeat.at).toISOString() }
  const lostSeconds = heartbeat ? (heartbeat.at - heartbeat.wholeUntil) / 1_000 : null
  const data = { directory: dir, at: at?.toISOString() ?? null, seconds: took, lost: lost ?? null, lostSeconds, offices: reports }
  const file = join(dir, 'restored.json')
  writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600 })
  const lines = [
    `Restored ${restored.length} of ${reports.length} offices into ${dir} in ${took.toFixed(1)} s: ${sum(({ rows }) => rows)} rows, all databases and audit trails whole.`,
    documentsInWords(sum),
    `Faxes that had not ended: ${sum(({ held }) => held)} recipients are held until a person decides.`,
    lost
      ? `Nothing committed before ${lost.wholeUntil} is missing: ${lostSeconds} s before the machine was last heard of, at ${lost.lastHeardAt}.`
      : `As of ${at?.toISOString() ?? 'the last change in the bucket'}.`,
    `report  ${file}`,
    ...failed.map(({ slug, why }) => `FAILED  ${slug}: ${why}`),
  ]
  return { data, lines, ok: failed.length === 0 }
}

function inWords(report: OfficeReport): string {
  if (report.is === 'failed') return `${report.slug}  FAILED  ${report.why}`
  const { slug, txid, rows, audit, documents, beforeKeyOf, seconds: took } = report
  const undone = beforeKeyOf
    ? `as before its key was exchanged at ${beforeKeyOf}: the bucket had no whole copy under the new one yet; `
    : ''
  return `${slug}  ${undone}transaction ${txid}, ${rows} rows, ${audit.entries} audit entries, head ${audit.head.slice(0, 16)}…, ${documents.present} of ${documents.named} documents, ${took.toFixed(1)} s`
}

export const restore: Noun = { '': restoring }
