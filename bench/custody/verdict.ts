import { verifyChain } from '../../src/audit/index.ts'
import { readConfig } from '../../src/config.ts'
import { openParts } from '../../src/parts.ts'
import { system } from '../../src/tenancy/index.ts'
import type { Machine, Office } from './machine.ts'
import type { Written } from './writers.ts'

export type Verdict = {
  readonly offices: number
  readonly kept: number
  readonly lost: readonly Written[]
  readonly brokenTrails: number
}

/** What of the acknowledged is in the directory, and whether every trail is whole. */
export function judge(machine: Machine, dataDir: string, offices: readonly Office[], written: readonly Written[]): Verdict {
  using parts = openParts(readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: machine.masterKeyFile, LOG_LEVEL: 'error' }), () => {})
  const found = new Set<string>()
  let brokenTrails = 0
  for (const { id } of offices) {
    parts.tenants.as(id, system('bench')).read((tx) => {
      for (const row of tx.db.all<{ id: string }>('SELECT id FROM contacts')) found.add(row.id)
      if (!verifyChain(tx).valid) brokenTrails++
    })
    parts.tenants.close(id)
  }
  const lost = written.filter(({ id }) => !found.has(id))
  return { offices: offices.length, kept: written.length - lost.length, lost, brokenTrails }
}
