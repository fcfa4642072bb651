import { writeSync } from 'node:fs'
import { record } from '../../src/audit/index.ts'
import { rotateTenantKey, system, type TenantId } from '../../src/tenancy/index.ts'
import { startAgain } from './startup.ts'

// Writes row after row, tells of each once it is committed, and turns the office's key all the while, until it is killed.
const [dataDir = '', masterHex = '', id = ''] = process.argv.slice(2)
const here = startAgain(dataDir, Buffer.from(masterHex, 'hex'))
const tenant = here.tenants.as(id as TenantId, system('load'))

async function write(): Promise<never> {
  for (let n = 0; ; n++) {
    tenant.write((tx) => record(tx, 'test.written', `row-${n}`))
    writeSync(1, `row-${n}\n`)
    await Bun.sleep(1)
  }
}

async function turn(): Promise<never> {
  for (;;) await rotateTenantKey(here, id as TenantId)
}

await Promise.race([write(), turn()])
