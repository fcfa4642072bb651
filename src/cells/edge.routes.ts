import { type AnyElysia, Elysia } from 'elysia'
import { hopsOf, hostOf, refuseUnreplayable, replayed } from '../web/index.ts'
import type { Asked, Cell } from './cell.ts'

/** Before any cookie or body is read: a request for an office of another cell is sent on there, one for an office on its way waits. */
export function cellEdge({ cell, baseDomain }: { readonly cell: Cell; readonly baseDomain: string }): AnyElysia {
  const inside = new WeakMap<Request, () => void>()
  return new Elysia({ name: 'cell-edge' })
    .onRequest(async ({ request }) => {
      const asked = askedFor(request, baseDomain)
      const replay = asked && (await cell.sendOn(asked, hopsOf(request)))
      if (replay) {
        refuseUnreplayable(request)
        return replayed(replay)
      }
      if (asked && 'slug' in asked && !isStream(request)) inside.set(request, cell.enter(asked.slug))
      return undefined
    })
    .onAfterResponse({ as: 'global' }, ({ request }) => inside.get(request)?.())
}

/** Somebody who only looks on stays for hours. */
const isStream = (request: Request) => request.headers.get('accept')?.includes('text/event-stream') ?? false

const MEDIA = /^\/media\/([0-9a-f-]{36})\//

function askedFor(request: Request, baseDomain: string): Asked | undefined {
  const host = hostOf(request, baseDomain)
  if (host.kind === 'tenant') return { slug: host.slug }
  const id = MEDIA.exec(URL.parse(request.url)?.pathname ?? '')?.[1]
  return id === undefined ? undefined : { id }
}
