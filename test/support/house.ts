import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { diskFiles } from '../../src/files/index.ts'
import { createLive } from '../../src/web/index.ts'
import { testCarrier } from './carrier.ts'
import { plainDocuments } from './faxing.ts'
import { openOffices } from './offices.ts'

/** The whole application over two offices in a temporary directory, with ports in memory: for tests that walk every route. */
export function openHouse() {
  const offices = openOffices()
  const { dataDir, control, keys, tenants, log } = offices
  const clock = () => offices.now.value
  const parts = {
    config: readConfig({ DATA_DIR: dataDir }),
    clock,
    log,
    control,
    keys,
    tenants,
    files: diskFiles({ dataDir, key: (id) => tenants.key(id, 'files') }),
    documents: plainDocuments,
    carrier: testCarrier(clock),
    [Symbol.dispose]: () => {},
  }
  return { ...offices, app: createApp(parts, createLive()), [Symbol.dispose]: () => offices[Symbol.dispose]() }
}
