import { readConfig } from '../../src/config.ts'
import { takeawayHandlers } from '../../src/custody/index.ts'
import { drain, rescueExpired } from '../../src/jobs/index.ts'
import { openParts } from '../../src/parts.ts'
import { findTenantBySlug, system } from '../../src/tenancy/index.ts'
import { makingDeps } from './taking-support.ts'

// bun test/custody/taking-in-a-process.ts DATA_DIR DIE_AT: does the waiting archive of Maple Street; at that piece it is killed (0: never).
const [dataDir = '', dieAt = '0'] = process.argv.slice(2)
using parts = openParts(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }), () => {})
const maple = parts.control.read((tx) => findTenantBySlug(tx, 'maple'))
if (!maple) throw new Error('There is no such office.')
const tenant = parts.tenants.as(maple.id, system('jobs'))
let [puts, reads] = [0, 0]
const files = {
  ...parts.files,
  put: (...given: Parameters<typeof parts.files.put>) => {
    if (++puts === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
    return parts.files.put(...given)
  },
  read: (...given: Parameters<typeof parts.files.read>) => {
    reads++
    return parts.files.read(...given)
  },
}
const before = process.memoryUsage.rss()
tenant.write((tx) => rescueExpired(tx, true))
await drain(tenant, takeawayHandlers(makingDeps({ parts, dataDir }, { files })))
const { maxRSS } = process.resourceUsage()
console.log(JSON.stringify({ puts, reads, grown: maxRSS * (maxRSS < 1e8 ? 1024 : 1) - before }))
