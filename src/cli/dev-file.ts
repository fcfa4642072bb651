import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type DevUser = {
  readonly role: string
  readonly email: string
  readonly password: string
  /** What the codes of a second factor are made from, for who must have one: `bin/frontdesk dev code`. */
  readonly factor?: string
}
export type DevOffice = {
  readonly id: string
  readonly slug: string
  readonly url: string
  readonly users: readonly DevUser[]
  readonly apiKey: string
}

/** What bin/dev leaves for people and scripts, readable by its owner only: invented secrets of a development directory. */
export type DevFile = {
  readonly url: string
  readonly adminUrl: string
  readonly tenant: { readonly id: string; readonly slug: string }
  readonly users: readonly DevUser[]
  readonly apiKey: string
  readonly operatorKey: string
  readonly carrierUrl: string
  /** Every office that was seeded, the first one included. */
  readonly offices: readonly DevOffice[]
}

const place = (dataDir: string) => join(dataDir, 'dev.json')

/** undefined when bin/dev never ran here. */
export function readDevFile(dataDir: string): DevFile | undefined {
  if (!existsSync(place(dataDir))) return undefined
  try {
    return JSON.parse(readFileSync(place(dataDir), 'utf8')) as DevFile
  } catch {
    return undefined
  }
}

export function writeDevFile(dataDir: string, file: DevFile): void {
  const part = `${place(dataDir)}.part`
  writeFileSync(part, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(part, place(dataDir))
}
