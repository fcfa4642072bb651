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
      const found = checkMediaLink(params, (id) => tokenKeys(deps, id), deps.clock())
      if (!found) throw notFound('Document')
      const { size, body } = await deps.files.stream(found.tenantId, found.fileId)
      return new Response(body, {
        headers: { 'content-type': 'application/pdf', 'content-length': String(size), 'cache-control': 'private, no-store' },
      })
    },
    { detail: { hide: true } },
  )
}

/**
 * The one of now, and those before it that a call under way may have been signed with. None for an office that is closed or
 * suspended: nothing of it leaves any more.
 */
function tokenKeys({ control, tenants }: MediaDeps, id: TenantId): readonly Buffer[] {
  try {
    control.read((tx) => getActiveTenant(tx, id))
    return [tenants.key(id, 'tokens'), ...tenants.earlierKeys(id, 'tokens')]
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return []
    throw error
  }
}
