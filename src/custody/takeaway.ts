import { existsSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { record } from '../audit/index.ts'
import { conflict } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import { type Actor, syncDirectory, type TenantSummary, type Tenants, tenantDirectory } from '../tenancy/index.ts'
import { rowsIn } from './contents.ts'
import type { Progress } from './documents.ts'
import type { Form, Manifest } from './manifest.ts'
import { type Archive, type PackingDeps, pack } from './packing.ts'
import { keysFor } from './secret.ts'
import { createTar } from './tar.ts'

export type TakeawayDeps = PackingDeps & { readonly tenants: Tenants; readonly clock: () => Date }
export type Wish = {
  readonly office: Pick<TenantSummary, 'id' | 'slug' | 'name'>
  readonly actor: Actor
  readonly out: string
  readonly form: Form
  /** For the encrypted form: a passphrase, or a raw key written x'64 hex digits'. */
  readonly passphrase?: string | undefined
}

/**
 * Writes everything the office keeps into one archive. Nothing is at `out` until all of it is there and the trail says so; on the
 * way, only ciphertext is on our own disk. Throws AppError.
 */
export async function takeAway(deps: TakeawayDeps, wish: Wish, say: Progress = () => {}): Promise<Manifest> {
  const { office, form, out } = wish
  const keys = await keysFor(form, wish.passphrase)
  if (existsSync(out)) throw conflict('There is a file of that name already. Choose another.')
  const part = `${out}.part`
  rmSync(part, { force: true })
  const scratch = join(tenantDirectory(deps.dataDir, office.id), 'scratch', newId())
  try {
    const manifest = await write(deps, { office, form, keys, scratch, madeAt: deps.clock(), packed: [] }, part, say)
    const { documents, tables } = manifest
    const rows = rowsIn(tables)
    deps.tenants.as(office.id, wish.actor).write((tx) => record(tx, 'takeaway.made', office.id, { form, documents, rows }))
    renameSync(part, out)
    syncDirectory(dirname(out))
    return manifest
  } finally {
    rmSync(part, { force: true })
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function write(deps: TakeawayDeps, archive: Archive, part: string, say: Progress): Promise<Manifest> {
  const file = await open(part, 'wx', 0o600)
  try {
    const write = async (bytes: Uint8Array) => {
      for (let from = 0; from < bytes.length; ) from += (await file.write(bytes, from)).bytesWritten
    }
    const tar = createTar({ write }, archive.madeAt)
    say('copying the database')
    const manifest = await pack(deps, archive, tar, (step, done, of) => {
      if (step === 'documents' && (done % 100 === 0 || done === of)) say(`${done} of ${of} documents`)
    })
    await file.sync()
    return manifest
  } finally {
    await file.close()
  }
}
