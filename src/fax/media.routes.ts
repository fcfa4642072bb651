import { type AnyElysia, Elysia } from 'elysia'
import type { Files } from '../files/index.ts'
import { AppError, notFound } from '../kit/errors.ts'
import { type Control, getActiveTenant, type TenantId, type Tenants } from '../tenancy/index.ts'
import { checkMediaLink } from './media-link.ts'

export type MediaDeps = {
  readonly control: Control
  readonly files: Files
  readonly tenants: Tenants
  readonly clock: () => Date
}

/** GET /media/…: where the carrier fetches one document by its signed, expiring link: a stream, no redirect, nothing else. */
export function carrierMedia(deps: MediaDeps): AnyElysia {
  return new Elysia().get(
    '/media/:tenantId/:fileId/:expires/:signature',
    async ({ params }) => {
      const found = checkMediaLink(params, (id) => tokenKey(deps, id), deps.clock())
      if (!found) throw notFound('Document')
      const { size, body } = await deps.files.stream(found.tenantId, found.fileId)
      return new Response(body, {
        headers: { 'content-type': 'application/pdf', 'content-length': String(size), 'cache-control': 'private, no-store' },
      })
    },
    { detail: { hide: true } },
  )
}

/** None for an office that is closed or suspended: nothing of it leaves any more. */
function tokenKey({ control, tenants }: MediaDeps, id: TenantId): Buffer | undefined {
  try {
    control.read((tx) => getActiveTenant(tx, id))
    return tenants.key(id, 'tokens')
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}
