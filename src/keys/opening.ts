import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createMasters, KEY, type Masters, mastersMemory } from '../tenancy/index.ts'
import type { KeyService } from './key-service.ts'
import { beginMasterFile, type MasterLine, readMasterFile } from './master-file.ts'

/** Where the master key is, and who opens it. */
export type MasterSettings = {
  readonly dataDir: string
  readonly file: string
  /** Makes one where there is none. */
  readonly mayMake: boolean
  /** Empty when the file holds the key itself. */
  readonly kms: string
  readonly deployment: string
}

/** The master keys in use. Throws, in words for the operator, when they cannot be had. */
export async function openMasters(settings: MasterSettings, memory?: SharedArrayBuffer): Promise<Masters> {
  const masters = await openMastersAsTheyAre(settings, memory)
  if (settings.kms !== '' && readMasterFile(settings.file)?.[0]?.kind === 'plain')
    throw new Error(
      'MASTER_KEY_KMS is set, but MASTER_KEY_FILE holds the key itself. With the server stopped: frontdesk keys rotate-master',
    )
  return masters
}

/** Also where a key lies open that is to be exchanged for one that does not. */
export async function openMastersAsTheyAre(settings: MasterSettings, memory = mastersMemory()): Promise<Masters> {
  const service = await serviceOf(settings)
  const lines = readMasterFile(settings.file) ?? [await makeFirst(settings, service)]
  return createMasters(await Promise.all(lines.map((line) => openLine(line, service))), memory)
}

/** Without a key service there is nothing to wait for. */
export function openPlainMasters(settings: MasterSettings): Masters {
  const lines = readMasterFile(settings.file) ?? [beginWith(settings, newLine())]
  return createMasters(lines.map((line) => (line.kind === 'plain' ? line.key : refuseSealed())))
}

/** The SDK is large and read only where it is used. */
export const serviceOf = async ({ kms, deployment }: MasterSettings): Promise<KeyService | undefined> =>
  kms === '' ? undefined : (await import('./aws-kms.ts')).awsKms(kms, deployment)

const openLine = (line: MasterLine, service: KeyService | undefined): Promise<Buffer> | Buffer =>
  line.kind === 'plain' ? line.key : (service?.open(line.sealed) ?? refuseSealed())

function refuseSealed(): never {
  throw new Error('MASTER_KEY_FILE is sealed by a key service. Set MASTER_KEY_KMS.')
}

async function makeFirst(settings: MasterSettings, service: KeyService | undefined): Promise<MasterLine> {
  refuseSecondFirst(settings)
  return beginWith(settings, await makeLine(service))
}

function beginWith(settings: MasterSettings, { line }: Made): MasterLine {
  refuseSecondFirst(settings)
  beginMasterFile(settings.file, line)
  return line
}

/** Beside a control key there was another master: a new one would only hide that it is missing. */
function refuseSecondFirst({ mayMake, dataDir, file }: MasterSettings): void {
  if (!mayMake || existsSync(join(dataDir, 'control.key'))) throw new Error(`MASTER_KEY_FILE: there is no file at ${file}.`)
}

type Made = { readonly key: Buffer; readonly line: MasterLine }

export async function makeLine(service: KeyService | undefined): Promise<Made> {
  if (!service) return newLine()
  const { key, sealed } = await service.make()
  return { key, line: { kind: 'kms', sealed } }
}

function newLine(): Made {
  const key = randomBytes(KEY)
  return { key, line: { kind: 'plain', key } }
}
