import { type AnyElysia, Elysia, t } from 'elysia'
import { SupportPage, TicketOverPage } from '../../../views/support/index.tsx'
import { AppError, notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import { system, type Tx } from '../../tenancy/index.ts'
import { type Admit, NO_REFERRER, page, type Shell, type Signed, seeOther, sessionCookie, setSession, signedIn } from '../../web/index.ts'
import { placeAt } from '../admit.routes.ts'
import type { Identity } from '../identity.ts'
import { endSession } from '../sessions/sessions.ts'
import { endGrant, GRANT_HOURS, type GrantId, grantSupport } from './grants.ts'
import { tellGrants } from './telling.ts'
import { beginVisit, VISIT_SECONDS } from './visits.ts'

export type SupportDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly identity: Identity
  readonly baseDomain: string
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
}

const PLACE = '/settings/support'
const Form = t.Object({ reason: t.String({ maxLength: 5_000 }), hours: t.String({ maxLength: 4 }) })
const NOTICES = new Map([
  ['granted', { kind: 'ok', text: 'Support may come in now. It ends by itself.' } as const],
  ['ended', { kind: 'ok', text: 'It has ended. Whoever was in is out.' } as const],
])

export function grantNamed(text: string): GrantId {
  if (!isId(text)) throw notFound('Grant')
  return text as GrantId
}

/** Settings → Support, for owners; and the door through which support comes in and goes. */
export function supportRoutes({ admit, shell, identity, baseDomain, clock }: SupportDeps): AnyElysia {
  const { tenants } = identity
  type Shown = { readonly notice?: string | undefined; readonly refused?: AppError; readonly values?: { reason: string; hours: string } }
  function show(actor: Signed, request: Request, { notice, refused, values }: Shown = {}) {
    const stored = actor.tenant.read((tx) => ({ clock: clock(tx), grants: tellGrants(tx) }))
    const problem = refused && { message: refused.message, errors: refused.fields }
    const around = shell(actor, request, 'settings', NOTICES.get(notice ?? ''))
    const view = <SupportPage shell={around} {...stored} hours={GRANT_HOURS} values={values} problem={problem} />
    return page(view, refused ? (refused.code === 'conflict' ? 409 : 422) : 200)
  }

  const arrival = new Elysia({ detail: { hide: true } }).get(
    '/support/arrival/:ticket',
    ({ request, params: { ticket } }) => {
      const door = tenants.as(placeAt(identity, request, baseDomain).id, system('sign-in'))
      const secret = door.write((tx) => {
        const begun = beginVisit(tx, ticket)
        const old = sessionCookie(request)
        if (begun && old) endSession(tx, old)
        return begun
      })
      if (!secret) return page(<TicketOverPage />, 404, NO_REFERRER)
      return seeOther('/settings', { 'set-cookie': setSession(request, secret, VISIT_SECONDS), ...NO_REFERRER })
    },
    { params: t.Object({ ticket: t.String({ maxLength: 100 }) }) },
  )

  const within = new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => show(actor, request, { notice: query['notice'] }))
    .post(
      PLACE,
      ({ actor, tenant, request, body }) => {
        try {
          tenant.write((tx) => grantSupport(tx, { reason: body.reason, hours: Number(body.hours) }))
          return seeOther(`${PLACE}?notice=granted`)
        } catch (error) {
          if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
          return show(actor, request, { refused: error, values: body })
        }
      },
      { body: Form },
    )
    .post(`${PLACE}/:id/ending`, ({ tenant, params }) => {
      tenant.write((tx) => endGrant(tx, grantNamed(params.id)))
      return seeOther(`${PLACE}?notice=ended`)
    })

  return new Elysia().use(arrival).use(within)
}
