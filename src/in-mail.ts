import { readFileSync } from 'node:fs'
import type { Config } from './config.ts'
import { mayStill } from './identity/index.ts'
import { type Mailroom, openMailroom, type Resolver } from './mailroom/index.ts'
import type { Parts } from './parts.ts'
import { findTenantBySlug } from './tenancy/index.ts'

/** Where e-mail comes in to become faxes; undefined where it is not configured. */
export async function receiveMail({ mailroom, server }: Config, parts: Parts, resolver?: Resolver): Promise<Mailroom | undefined> {
  if (!mailroom) return undefined
  const { control, tenants, files, documents, log } = parts
  const officeBySlug = (slug: string) => {
    const row = control.read((tx) => findTenantBySlug(tx, slug))
    return row?.state === 'active' ? row.id : undefined
  }
  const { port, domain, certFile, keyFile } = mailroom
  const settings = { port, domain, host: server.host, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  return openMailroom({ files, documents, log, mayStill, resolver, officeBySlug, open: (id, actor) => tenants.as(id, actor) }, settings)
}
