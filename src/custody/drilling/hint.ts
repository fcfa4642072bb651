import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type TenantId, tenantDirectory } from '../../tenancy/index.ts'

/** What the office's own file says of its latest drill, for operators who look at all offices without opening any. */
const Hint = Type.Object({ at: Type.Integer(), passed: Type.Boolean() })
export type DrillHint = Static<typeof Hint>
const isHint = Compile(Hint)

const place = (dataDir: string, id: TenantId) => join(tenantDirectory(dataDir, id), 'drilled.json')

export const writeHint = (dataDir: string, id: TenantId, hint: DrillHint): void =>
  writeFileSync(place(dataDir, id), JSON.stringify(hint), { mode: 0o600 })

export function readHint(dataDir: string, id: TenantId): DrillHint | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(place(dataDir, id), 'utf8'))
    return isHint.Check(found) ? found : undefined
  } catch {
    return undefined
  }
}

const OLD_MS = 14 * 86_400_000

/** Weekly, so two weeks without one mean that something stands still. */
export const isDrillOverdue = (hint: DrillHint | undefined, now: number): boolean => hint === undefined || now - hint.at > OLD_MS
