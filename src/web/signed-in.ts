import { Elysia } from 'elysia'
import type { Tenant } from '../tenancy/index.ts'

/** Who is asking, once it is known that they may: the person or the key, at this office. */
export type Signed = {
  readonly tenant: Tenant
  readonly slug: string
  readonly officeName: string
  readonly permissions: ReadonlySet<string>
  readonly user?: { readonly id: string; readonly name: string; readonly email: string; readonly role: string }
  readonly keyId?: string
  /** An operator whom the office let in, until when. */
  readonly support?: { readonly name: string; readonly until: Date }
  /** How long a session of this office lasts without use. */
  readonly idleMinutes?: number
}
export type Asked = {
  readonly request: Request
  readonly route: string
  readonly method: string
  /** For what stands around a page of an error, which is no look of its own. */
  readonly isAround?: true
}
/** Throws AppError: unauthenticated, forbidden, not_found. */
export type Admit = (asked: Asked) => Signed | Promise<Signed>

/**
 * `use`d first in every module behind the door. A derive and a parse hook, not a resolve: both run before the body is read or
 * validated, so a stranger can neither make us parse an upload nor learn our form fields.
 */
export const signedIn = (admit: Admit) => {
  const admitted = once(admit)
  return new Elysia({ name: 'signed-in' })
    .onParse({ as: 'scoped' }, async ({ request, route }) => void (await admitted(asked(request, route))))
    .derive({ as: 'scoped' }, async ({ request, route }) => {
      const actor = await admitted(asked(request, route))
      return { tenant: actor.tenant, actor }
    })
}

/** A person who operates, or a program by a key, which has no role. */
export type Operator = { readonly id: string; readonly name: string; readonly role?: string; readonly rights: ReadonlySet<string> }
export type AdmitOperator = (asked: Asked) => Operator | Promise<Operator>

/** The same door on the operators' host. */
export const operating = (admit: AdmitOperator) => {
  const admitted = once(admit)
  return new Elysia({ name: 'operating' })
    .onParse({ as: 'scoped' }, async ({ request, route }) => void (await admitted(asked(request, route))))
    .derive({ as: 'scoped' }, async ({ request, route }) => ({ operator: await admitted(asked(request, route)) }))
}

/** Named one by one: given the whole context, Elysia would take it that cookies and everything else are wanted, and make them. */
const asked = (request: Request, route: string): Asked => ({ request, route, method: request.method })

function once<T extends object>(admit: (asked: Asked) => T | Promise<T>): (asked: Asked) => T | Promise<T> {
  const known = new WeakMap<Request, T | Promise<T>>()
  return (context) => {
    const before = known.get(context.request)
    if (before) return before
    const answer = admit(context)
    known.set(context.request, answer)
    return answer
  }
}
