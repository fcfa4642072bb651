import { forbidden, notFound } from '../kit/errors.ts'
import { type Control, findTenantBySlug, type TenantId } from '../tenancy/index.ts'

export type Place = { readonly id: TenantId; readonly slug: string; readonly name: string }
export type Directory = {
  /** Throws AppError not_found, or forbidden for an office that is suspended. */
  at(slug: string): Place
  /** What was known of an office is asked for again at the next request. */
  forget(slug: string): void
}

const KNOWN_FOR_MS = 3_000
type Known = { readonly place: Place; readonly suspended: boolean; readonly asOf: number }

/** Which office has this name. Remembered for seconds, so that a request costs no query and a suspension still counts at once. */
export function createDirectory({ control, clock }: { readonly control: Control; readonly clock: () => Date }): Directory {
  const known = new Map<string, Known>()

  function lookUp(slug: string, asOf: number): Known {
    const row = control.read((tx) => findTenantBySlug(tx, slug))
    known.delete(slug)
    if (!row || row.state === 'making') throw notFound('Office')
    const found = { place: { id: row.id, slug, name: row.name }, suspended: row.state !== 'active', asOf }
    known.set(slug, found)
    return found
  }

  return {
    at(slug) {
      const now = clock().getTime()
      const before = known.get(slug)
      const fresh = before && Math.abs(now - before.asOf) < KNOWN_FOR_MS
      const { place, suspended } = fresh ? before : lookUp(slug, now)
      if (suspended) throw forbidden('This office is suspended or closed. Ask whoever runs Frontdesk for you.')
      return place
    },
    forget: (slug) => void known.delete(slug),
  }
}
