import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'drizzle-orm'
import { readConfig } from '../../src/config.ts'
import { planDrill } from '../../src/custody/drilling/index.ts'
import { addKey, SCOPES } from '../../src/identity/index.ts'
import { newId } from '../../src/kit/ids.ts'
import { openParts } from '../../src/parts.ts'
import { provisionOffice } from '../../src/platform/index.ts'
import { replicaOf } from '../../src/replication/index.ts'
import { fingerprint, writeMark } from '../../src/replication/mark.ts'
import { getTenantRow, system, type TenantId, tenantDirectory } from '../../src/tenancy/index.ts'
import type { Machine, Office } from './machine.ts'

/**
 * So many offices, of which the first `active` are to be worked in: copies of one, under its key in the name of each, because to make ten
 * thousand takes half an hour. The others look as they do after weeks: their drill is planned, and the bucket has all of them.
 */
export function gather(machine: Machine, count: number, active: number): Office[] {
  const { dataDir, masterKeyFile, env } = machine
  const config = readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: masterKeyFile, LOG_LEVEL: 'error' })
  using parts = openParts(config, () => {})
  const { control, keys, tenants } = parts
  const { id: first } = provisionOffice(
    { dataDir, control, keys, tenants },
    { name: 'Office', slug: 'office', ownerEmail: 'owner@office.test' },
  )
  tenants.as(first, system('bench')).write(planDrill)
  tenants.close(first)
  const secret = keys.open(first, control.read((tx) => getTenantRow(tx, first)).wrappedKey)
  const bucket = `${env['S3_ENDPOINT']}/${env['S3_BUCKET']}`

  const offices = Array.from({ length: count - 1 }, (_, n) => ({ id: newId() as TenantId, slug: `office-${n + 1}` }))
  control.write((tx) => {
    for (const { id, slug } of offices)
      tx.db.run(sql`INSERT INTO tenants (id, slug, name, state, wrapped_key, created_at, key_state, key_turns)
        VALUES (${id}, ${slug}, ${slug}, 'active', ${keys.seal(id, secret)}, ${tx.now.getTime()}, 'settled', 0)`)
  })
  const template = tenantDirectory(dataDir, first)
  for (const [n, { id }] of offices.entries()) {
    const directory = tenantDirectory(dataDir, id)
    mkdirSync(join(directory, 'files'), { recursive: true, mode: 0o700 })
    for (const name of readdirSync(template)) if (name.startsWith('tenant.db')) copyFileSync(join(template, name), join(directory, name))
    if (n >= active) markShipped(join(directory, 'tenant.db'), bucket, replicaOf(id, keys.keyIdOf(id, keys.seal(id, secret))))
  }
  return offices.slice(0, active).map(({ id, slug }) => {
    const key = tenants.as(id, system('bench')).write((tx) => addKey(tx, slug, { name: 'All scopes', scopes: SCOPES }).secret)
    tenants.close(id)
    return { id, slug, key }
  })
}

function markShipped(file: string, bucket: string, replica: string): void {
  const print = fingerprint(file)
  if (!print) throw new Error(`There is nothing in ${dirname(file)}.`)
  writeMark(file, { bucket, replica, txid: 1, at: Date.now(), print })
}
