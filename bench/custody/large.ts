import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { record } from '../../src/audit/index.ts'
import { readConfig } from '../../src/config.ts'
import { openParts } from '../../src/parts.ts'
import { system } from '../../src/tenancy/index.ts'
import { missedOf, type Proved } from './goals.ts'
import { documentsUploaded } from './lying.ts'
import { type Machine, makeOffices, type Office, openMachine } from './machine.ts'
import { restoreElsewhere } from './restored.ts'
import { judge } from './verdict.ts'

export type Large = Proved & {
  readonly megabytes: number
  readonly documents: number
  readonly restoreSeconds: number
  readonly lost: number
  readonly documentsMissing: number
  /** How many of them the restore brought along: none, they come when they are wanted. */
  readonly documentsBrought: number
}

const ROWS_A_MEGABYTE = 715
const FILLING = 1_000

/** One office of so many megabytes, and documents in the bucket beside it: the machine lost, the office restored. */
export async function restoreLarge(megabytes: number, documents: number): Promise<Large> {
  await using machine = await openMachine({ carrier: true })
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, 1)
  const [office] = offices as [Office]
  fill(machine, office, megabytes)
  await machine.start()
  for (let n = 0; n < documents; n++) await machine.send(office)
  const last = await machine.write(office, 'The last of them')
  await documentsUploaded(machine)
  await machine.whole(120)
  const size = Bun.file(join(machine.dataDir, office.id, 'tenant.db')).size / 1e6
  await machine.kill()
  machine.lose()
  using restored = await restoreElsewhere(machine)
  const { lost, brokenTrails } = judge(machine, restored.directory, offices, [{ office, id: last, at: 0 }])
  const documentsMissing = restored.offices.reduce((sum, each) => sum + (each.documents?.missing ?? documents), 0)
  const documentsBrought = readdirSync(join(restored.directory, office.id, 'files')).length
  return {
    megabytes: size,
    documents,
    restoreSeconds: restored.seconds,
    lost: lost.length,
    documentsMissing,
    documentsBrought,
    missed: missedOf({
      'it is as large as it should be': size >= megabytes,
      'it is restored within ten seconds': restored.failed === 0 && restored.seconds <= 10,
      'nothing is lost': lost.length + brokenTrails + documentsMissing === 0,
      'no document is fetched before it is wanted': documentsBrought === 0,
    }),
  }
}

/** Entries of a trail, which the restore has to walk, and half of it rows of a table of its own. */
function fill({ dataDir, masterKeyFile }: Machine, { id }: Office, megabytes: number): void {
  using parts = openParts(readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: masterKeyFile, LOG_LEVEL: 'error' }), () => {})
  const tenant = parts.tenants.as(id, system('bench'))
  tenant.write((tx) => void tx.db.run(sql`CREATE TABLE bench_ballast (bytes)`))
  for (let megabyte = 0; megabyte < megabytes; megabyte++)
    tenant.write((tx) => {
      for (let row = 0; row < ROWS_A_MEGABYTE / 2; row++) {
        record(tx, 'bench.filled', crypto.randomUUID(), { filling: 'x'.repeat(FILLING) })
        tx.db.run(sql`INSERT INTO bench_ballast VALUES (randomblob(${FILLING}))`)
      }
    })
  parts.tenants.close(id)
}
