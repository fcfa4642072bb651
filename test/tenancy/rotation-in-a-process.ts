import { join } from 'node:path'
import { openControl, openKeyRing, rotateTenantKey, type TenantId } from '../../src/tenancy/index.ts'

// A rotation that a crash ends: the process kills itself at the step it is told, so that nothing can clean up after it.
const [dataDir = '', masterHex = '', id = '', last = ''] = process.argv.slice(2)
const keys = openKeyRing({ masterKey: Buffer.from(masterHex, 'hex'), controlFile: join(dataDir, 'control.key') })
const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock: () => new Date() })
const reached = (step: string) => {
  console.log(step)
  if (step === last) process.kill(process.pid, 'SIGKILL')
}
await rotateTenantKey({ dataDir, control, keys, reached }, id as TenantId)
