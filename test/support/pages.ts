import { type AnyElysia, Elysia } from 'elysia'
import { unauthenticated } from '../../src/kit/errors.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { type Admit, createShell, edge, type Shell, type Signed } from '../../src/web/index.ts'
import type { Offices } from './offices.ts'

/** Ana owns Maple Street, Sam works at Harbor, Rita audits Maple Street. */
export type Person = 'ana' | 'sam' | 'rita'
export type Around = { readonly admit: Admit; readonly shell: Shell }

const ALL = [
  'faxes:read',
  'faxes:write',
  'contacts:read',
  'contacts:write',
  'jobs:read',
  'jobs:write',
  'audit:read',
  'settings:read',
  'settings:write',
  'people',
  'custody',
  'security',
  'account',
]

export type Pages = {
  readonly app: AnyElysia
  /** A form makes it a POST as a browser sends it; htmx says so in a header. */
  visit(who: Person | 'nobody', path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  html(who: Person, path: string, headers?: Record<string, string>): Promise<string>
  /** As a program does it: JSON in and out. */
  call(who: Person | 'nobody', method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: unknown }>
}

/** The routes behind the real edge, with a door that knows people by their cookie alone. */
export function openPages(offices: Offices, routes: (around: Around) => readonly AnyElysia[]): Pages {
  const people = peopleOf(offices)
  const admit: Admit = ({ request }) => {
    const signed = people.get(/session=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? '')
    if (!signed) throw unauthenticated()
    return signed
  }
  const app = new Elysia().use(edge({ log: offices.log, baseDomain: 'localhost' }))
  for (const each of routes({ admit, shell: createShell(() => 0) })) app.use(each)

  const visit: Pages['visit'] = async (who, path, form, headers = {}) =>
    app.handle(
      new Request(`http://${who === 'sam' ? 'harbor' : 'maple'}.localhost${path}`, {
        headers: { ...cookieOf(who), 'sec-fetch-site': 'same-origin', ...headers },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      }),
    )
  return {
    app,
    visit,
    html: async (who, path, headers) => (await visit(who, path, undefined, headers)).text(),
    call: async (who, method, path, body) => {
      const response = await app.handle(
        new Request(`http://${who === 'sam' ? 'harbor' : 'maple'}.localhost${path}`, {
          method,
          headers: { ...cookieOf(who), 'sec-fetch-site': 'same-origin', ...(body !== undefined && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      )
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    },
  }
}

const cookieOf = (who: string): Record<string, string> => (who === 'nobody' ? {} : { cookie: `session=${who}` })

function peopleOf({ maple, harbor, tenants }: Offices): ReadonlyMap<string, Signed> {
  const person = (
    tenant: Tenant,
    slug: string,
    officeName: string,
    name: string,
    role: string,
    permissions: readonly string[],
  ): Signed => ({
    tenant,
    slug,
    officeName,
    permissions: new Set(permissions),
    user: { id: name.split(' ')[0]?.toLowerCase() ?? '', name, email: `${slug}@example.test`, role },
  })
  return new Map([
    ['ana', person(maple, 'maple', 'Maple Street Family Practice', 'Ana Ortiz', 'owner_admin', ALL)],
    [
      'rita',
      person(tenants.as(maple.id, { kind: 'user', id: 'rita' }), 'maple', 'Maple Street Family Practice', 'Rita Bauer', 'auditor', [
        'faxes:read',
        'audit:read',
        'account',
      ]),
    ],
    ['sam', person(harbor, 'harbor', 'Harbor Dental', 'Sam Lind', 'user', ALL)],
  ])
}
