import { join } from 'node:path'
import { createMasterKey, openMasters } from '../../src/keys/index.ts'
import { openControl, openKeyRing } from '../../src/tenancy/index.ts'

// An exchange of the master key that a crash ends: the process kills itself at the step it is told.
const [dataDir = '', last = ''] = process.argv.slice(2)
const settings = { dataDir, file: join(dataDir, 'master.key'), mayMake: false, kms: '', deployment: 'test' }
const masters = await openMasters(settings)
const keys = openKeyRing({ masters, controlFile: join(dataDir, 'control.key') })
const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock: () => new Date() })
const reached = (step: string) => {
  console.log(step)
  if (step === last) process.kill(process.pid, 'SIGKILL')
}
await createMasterKey({ settings, control, masters, log: () => {}, reached }).rotate({ kind: 'operator', id: 'olu' }).ended
