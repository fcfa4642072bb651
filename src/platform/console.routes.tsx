import { type AnyElysia, Elysia, t } from 'elysia'
import { NewOfficePage, OfficePage, OfficesPage } from '../../views/console/offices.tsx'
import { runningGrant } from '../identity/index.ts'
import { AppError } from '../kit/errors.ts'
import type { CopyStatus } from '../replication/index.ts'
import { asTenantId, byOperator, getTenantRow, listTenants, system, type TenantId, type TenantSummary } from '../tenancy/index.ts'
import { type AdmitOperator, authorityOf, consoleShell, formsLeadTo, type Operator, operating, page, seeOther } from '../web/index.ts'
import { type OfficeDeps, provisionOffice } from './offices.ts'

export type OfficePagesDeps = OfficeDeps & {
  readonly admitOperator: AdmitOperator
  readonly urlOf: (slug: string) => string
  readonly clock: () => Date
  readonly replicas: () => Promise<readonly CopyStatus[] | undefined>
  readonly drillOf: (id: TenantId) => { readonly at: number; readonly passed: boolean } | undefined
}

const Form = t.Object({
  name: t.String({ maxLength: 200 }),
  slug: t.String({ maxLength: 60 }),
  ownerEmail: t.String({ maxLength: 254 }),
})

/** Offices, for operators at their own host. */
export function officePages(deps: OfficePagesDeps): AnyElysia {
  const { control, urlOf, clock } = deps
  const around = (operator: Operator, request: Request) => ({
    shell: consoleShell(operator, request, 'offices'),
    clock: { now: clock(), zone: 'UTC' },
  })

  const host = (request: Request) => authorityOf(request).replace(/^admin\./, '')
  const grantAt = ({ id, state }: TenantSummary) =>
    state === 'active' ? deps.tenants.as(id, system('console')).read(runningGrant) : undefined

  async function one(operator: Operator, request: Request, office: TenantSummary, ownerLink?: string): Promise<Response> {
    const copy = (await deps.replicas())?.find(({ id }) => id === office.id)
    const drill = deps.drillOf(office.id)
    const replica = copy && {
      state: copy.state,
      behindSeconds: copy.behindSeconds,
      drill: drill && { at: new Date(drill.at), passed: drill.passed },
    }
    const view = (
      <OfficePage
        {...around(operator, request)}
        office={office}
        url={urlOf(office.slug)}
        replica={replica}
        ownerLink={ownerLink}
        grant={grantAt(office)}
        mayEnter={operator.rights.has('operator:enter')}
      />
    )
    // Entering leads to the office's own host, and browsers hold a form's redirects to the same rule as the form.
    return page(view, ownerLink ? 201 : 200, formsLeadTo(host(request)))
  }
  const form = (operator: Operator, request: Request) => ({
    shell: consoleShell(operator, request, 'offices'),
    host: host(request),
  })

  return new Elysia({ detail: { hide: true } })
    .use(operating(deps.admitOperator))
    .get('/console', () => seeOther('/console/offices'))
    .get(
      '/console/offices',
      ({ operator, request, query }) => {
        const q = query.q.trim().toLowerCase()
        const offices = control.read(listTenants).filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(q))
        const mayMake = operator.rights.has('operator:change')
        return page(<OfficesPage {...around(operator, request)} q={query.q} offices={offices} mayMake={mayMake} />)
      },
      { query: t.Object({ q: t.String({ maxLength: 100, default: '' }) }) },
    )
    .get('/console/offices/new', ({ operator, request }) => page(<NewOfficePage {...form(operator, request)} />))
    .post(
      '/console/offices',
      ({ operator, request, body }) => {
        try {
          const { ownerToken, ...office } = provisionOffice(deps, body, byOperator(operator))
          return one(operator, request, office, `${urlOf(office.slug)}/welcome/${ownerToken}`)
        } catch (error) {
          if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
          const problem = { message: error.message, errors: error.fields }
          const view = <NewOfficePage {...form(operator, request)} values={body} problem={problem} />
          return page(view, error.code === 'invalid' ? 422 : 409)
        }
      },
      { body: Form },
    )
    .get('/console/offices/:id', ({ operator, request, params }) => {
      const { wrappedKey: _, ...office } = control.read((tx) => getTenantRow(tx, asTenantId(params.id)))
      return one(operator, request, office)
    })
}
