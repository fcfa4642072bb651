import { join } from 'node:path'
import { diskFiles } from '../../src/files/index.ts'
import { createTenants, createTurnstile, openControl, openKeyRing, settleTurns, turnstileMemory } from '../../src/tenancy/index.ts'

/** The data directory of two offices, as a process with this master finds it: after a start, or as one of several threads. */
export function startAgain(dataDir: string, masterKey: Buffer, memory = turnstileMemory()) {
  const clock = () => new Date('2026-03-03T15:00:00Z')
  const turnstile = createTurnstile(memory)
  const keys = openKeyRing({ masterKey, controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock })
  const tenants = createTenants({ dataDir, control, keys, clock, turnstile, capacity: 5, log: () => {} })
  const files = diskFiles({ dataDir, key: (id) => tenants.key(id, 'files'), earlierKeys: (id) => tenants.earlierKeys(id, 'files') })
  const end = () => {
    tenants[Symbol.dispose]()
    control[Symbol.dispose]()
  }
  return { dataDir, keys, control, tenants, files, turnstile, settle: () => settleTurns({ dataDir, control, keys }), [Symbol.dispose]: end }
}
