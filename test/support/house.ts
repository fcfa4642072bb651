import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { accountKeys, telnyxDesk } from '../../src/fax/index.ts'
import { diskFiles } from '../../src/files/index.ts'
import type { Parts } from '../../src/parts.ts'
import { createMasters, createTurnstile } from '../../src/tenancy/index.ts'
import { createLive } from '../../src/web/index.ts'
import { testCarrier } from './carrier.ts'
import { plainDocuments } from './faxing.ts'
import { type Offices, openOffices } from './offices.ts'

/** What both threads are made of, over these offices, with ports in memory. */
export function partsOf({ dataDir, control, keys, tenants, log, now }: Offices): Parts {
  const clock = () => now.value
  return {
    config: readConfig({ DATA_DIR: dataDir, RATE_LIMITS: 'off' }),
    clock,
    log,
    control,
    keys,
    masters: createMasters([Buffer.alloc(32, 7)]),
    tenants,
    turnstile: createTurnstile(),
    guard: undefined,
    files: diskFiles({ dataDir, key: (id) => tenants.key(id, 'files') }),
    bucket: undefined,
    documents: plainDocuments,
    pageReader: { lacking: () => undefined, read: async () => '' },
    carrier: testCarrier(clock),
    accountKeys: accountKeys(tenants),
    desk: telnyxDesk('http://localhost:9/v2'),
    mailer: undefined,
    [Symbol.dispose]: () => {},
  }
}

/** The whole application over two offices in a temporary directory: for tests that walk every route. */
export function openHouse() {
  const offices = openOffices()
  return { ...offices, app: createApp(partsOf(offices), createLive()), [Symbol.dispose]: () => offices[Symbol.dispose]() }
}
