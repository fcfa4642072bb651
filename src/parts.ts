import { mkdirSync } from 'node:fs'
import { createGuard, type Guard } from './cells/index.ts'
import type { Config } from './config.ts'
import { createDocuments, type Documents, type PageReader, tesseractReader } from './documents/index.ts'
import { type AccountKeys, accountKeys, type CarrierDesk, type Carriers, telnyxCarriers, telnyxDesk } from './fax/index.ts'
import { type Bucket, bucketFiles, diskFiles, type Files, fileAccounts, s3Bucket } from './files/index.ts'
import { type MasterKeyDeps, type MasterSettings, type OfficeKeyDeps, openPlainMasters } from './keys/index.ts'
import { createLog, type Log } from './kit/log.ts'
import { type Mailer, printingMailer, type SmtpSettings, smtpMailer } from './mail/index.ts'
import {
  type Control,
  type Copying,
  createTenants,
  createTurnstile,
  type KeyRing,
  type Masters,
  type News,
  openControl,
  openKeyRing,
  system,
  type TenantId,
  type Tenants,
  type Turnstile,
} from './tenancy/index.ts'

/** What the web thread, the job thread and the command line are all made of. */
export type Parts = {
  readonly config: Config
  readonly clock: () => Date
  readonly log: Log
  readonly control: Control
  readonly keys: KeyRing
  readonly masters: Masters
  readonly tenants: Tenants
  readonly turnstile: Turnstile
  /** Whether this cell may write; undefined for the only machine, which may. */
  readonly guard: Guard | undefined
  readonly files: Files
  /** Where documents go when one is configured. */
  readonly bucket: Bucket | undefined
  readonly documents: Documents
  readonly pageReader: PageReader
  readonly carrier: Carriers
  /** Of offices' own accounts at the carrier. */
  readonly accountKeys: AccountKeys
  readonly desk: CarrierDesk
  /** Undefined where nobody can be written to. */
  readonly mailer: Mailer | undefined
  [Symbol.dispose](): void
}

/** How far the clocks of two cells may be apart, and how long before its end a lease is not relied on: less only where leases are short. */
export const spareMs = (leaseMs: number): number => Math.min(5_000, leaseMs / 5)

export const masterSettings = ({ data, server }: Config): MasterSettings => ({
  dataDir: data.dir,
  file: data.masterKeyFile,
  mayMake: data.makeMasterKey,
  kms: data.masterKeyKms,
  deployment: server.baseDomain,
})

/** Where people find their office. */
export const officeUrl = ({ server }: Config, slug: string): string => server.publicOrigin.replace('://', `://${slug}.`)

/** What the exchange of the master key needs of them. */
export const masterKeyDeps = (parts: Parts): MasterKeyDeps => ({ ...parts, settings: masterSettings(parts.config) })

/** What the exchange of an office's key needs of them. */
export const officeKeyDeps = (parts: Parts): OfficeKeyDeps => ({ ...parts, dataDir: parts.config.data.dir })

export function openParts(
  config: Config,
  heard: (id: TenantId, news: readonly News[]) => void,
  clock = () => new Date(),
  turnstile: Turnstile = createTurnstile(),
  copying?: Copying,
  masters: Masters = openPlainMasters(masterSettings(config)),
): Parts {
  const dataDir = config.data.dir
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const log = createLog(config.logLevel)
  const keys = openKeyRing({ masters, controlFile: `${dataDir}/control.key` })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock, copying })
  const capacity = config.data.handleCapacity
  const guard =
    config.cell && createGuard({ control, cell: config.cell.name, now: () => clock().getTime(), marginMs: spareMs(config.cell.leaseMs) })
  const leave = guard && { mayWrite: guard.mayWrite, mayOpen: guard.mayWrite }
  const tenants = createTenants({ dataDir, control, keys, clock, log, heard, turnstile, capacity, copying, ...leave })
  const documents = createDocuments()
  const own = accountKeys(tenants)
  const bucket = config.bucket && s3Bucket(config.bucket)
  const disk = {
    dataDir,
    key: (id: TenantId) => tenants.key(id, 'files'),
    earlierKeys: (id: TenantId) => tenants.earlierKeys(id, 'files'),
    accounts: fileAccounts((id) => tenants.as(id, system('files')), bucket !== undefined),
  }
  return {
    config,
    clock,
    log,
    control,
    keys,
    masters,
    tenants,
    turnstile,
    guard,
    documents,
    pageReader: tesseractReader(),
    files: bucket ? bucketFiles({ ...disk, bucket, log }) : diskFiles(disk),
    bucket,
    carrier: telnyxCarriers(config.carrier, own),
    accountKeys: own,
    desk: telnyxDesk(config.carrier.baseUrl),
    mailer: config.mail && mailerFor(config.mail),
    [Symbol.dispose]() {
      documents[Symbol.dispose]()
      tenants[Symbol.dispose]()
      control[Symbol.dispose]()
    },
  }
}

const mailerFor = (settings: SmtpSettings): Mailer =>
  settings.url === 'print:' ? printingMailer((text) => process.stderr.write(text)) : smtpMailer(settings)
