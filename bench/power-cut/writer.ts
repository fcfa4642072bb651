import { statSync } from 'node:fs'
import type { TenantId } from '../../src/tenancy/index.ts'
import { type Synchronous, writeFacts } from './facts.ts'

// The recorded process. Each committed fact is printed with how long the record was by then: what comes later may be lost, it may not.
const [dataDir = '', id = '', count = '', synchronous = '', log = ''] = process.argv.slice(2)
const acknowledged: string[] = []
writeFacts(dataDir, id as TenantId, Number(count), synchronous as Synchronous, (n) => void acknowledged.push(`${n} ${statSync(log).size}`))
console.log(acknowledged.join('\n'))
