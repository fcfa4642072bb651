import { type AnyElysia, Elysia, t } from 'elysia'
import { EmergenciesPage, type EmergencyLine, EmergencyPage } from '../../../views/access/emergency.tsx'
import { AppError, notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { page, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { listUsers, type UserId } from '../people/users.ts'
import { isRole } from '../permissions.ts'
import type { AccessPageDeps } from './access.routes.tsx'
import {
  type EmergencyId,
  endEmergency,
  listEmergencies,
  MINUTES,
  mayOpen,
  OPENABLE,
  openEmergency,
  reviewEmergency,
} from './emergencies.ts'

const Asked = t.Object({
  permission: t.String({ maxLength: 40 }),
  reason: t.String({ maxLength: 10_000 }),
  minutes: t.String({ maxLength: 4 }),
})
const Review = t.Object({ verdict: t.String({ maxLength: 20 }), note: t.String({ maxLength: 10_000, default: '' }) })
const NOTICES: Readonly<Record<string, string>> = {
  opened: 'It is open to you. Every owner has been told.',
  ended: 'It is closed.',
  reviewed: 'The review was saved.',
}
const noticeOf = (name: string | undefined) => {
  const text = name !== undefined && Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined
  return text === undefined ? undefined : ({ kind: 'ok', text } as const)
}

export const emergencyNamed = (text: string): EmergencyId => {
  if (!isId(text)) throw notFound('Emergency')
  return text as EmergencyId
}

/** What cannot wait: opened by whoever needs it, ended and reviewed by owners. */
export function emergencyRoutes({ admit, shell, clock }: AccessPageDeps): AnyElysia {
  type Shown = { readonly notice?: string | undefined; readonly refused?: AppError; readonly values?: { reason: string; minutes: string } }
  function own(actor: Signed, request: Request, { notice, refused, values }: Shown) {
    const stored = actor.tenant.read((tx) => ({ clock: clock(tx), lines: linesOf(tx, actor.user?.id as UserId) }))
    const role = actor.user?.role ?? ''
    const problem = refused && { message: refused.message, errors: refused.fields }
    const openable = OPENABLE.filter((each) => isRole(role) && mayOpen(role, each))
    return (
      <EmergencyPage
        {...stored}
        shell={shell(actor, request, 'none', noticeOf(notice))}
        minutes={MINUTES}
        {...{ openable, values, problem }}
      />
    )
  }
  function all(actor: Signed, request: Request, notice?: string, refused?: AppError) {
    const stored = actor.tenant.read((tx) => ({ clock: clock(tx), lines: linesOf(tx) }))
    const problem = refused && { message: refused.message, errors: refused.fields }
    return <EmergenciesPage {...stored} shell={shell(actor, request, 'settings', noticeOf(notice))} problem={problem} />
  }

  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get('/emergency', ({ actor, request, query }) => page(own(actor, request, { notice: query['notice'] })))
    .post(
      '/emergency',
      ({ actor, tenant, request, body }) => {
        try {
          tenant.write((tx) => openEmergency(tx, { ...body, minutes: Number(body.minutes) }))
          return seeOther('/emergency?notice=opened')
        } catch (error) {
          return page(own(actor, request, { refused: refusal(error), values: body }), statusOf(refusal(error)))
        }
      },
      { body: Asked },
    )
    .post('/emergency/:id/ending', ({ tenant, params }) => {
      tenant.write((tx) => endEmergency(tx, emergencyNamed(params.id), false))
      return seeOther('/emergency?notice=ended')
    })
    .get('/settings/emergencies', ({ actor, request, query }) => page(all(actor, request, query['notice'])))
    .post('/settings/emergencies/:id/ending', ({ tenant, params }) => {
      tenant.write((tx) => endEmergency(tx, emergencyNamed(params.id), true))
      return seeOther('/settings/emergencies?notice=ended')
    })
    .post(
      '/settings/emergencies/:id/review',
      ({ actor, tenant, request, params, body }) => {
        try {
          tenant.write((tx) => reviewEmergency(tx, emergencyNamed(params.id), body.verdict, body.note))
          return seeOther('/settings/emergencies?notice=reviewed')
        } catch (error) {
          return page(all(actor, request, undefined, refusal(error)), statusOf(refusal(error)))
        }
      },
      { body: Review },
    )
}

function linesOf(tx: Tx, userId?: UserId): EmergencyLine[] {
  const names = new Map<string, string>(listUsers(tx).map(({ id, name }) => [id, name]))
  return listEmergencies(tx, userId).map(({ endedBy, reviewedBy, ...each }) => ({
    ...each,
    name: names.get(each.userId) ?? '',
    isOpen: endedBy === null && each.endsAt > tx.now,
    reviewer: reviewedBy === null ? undefined : (names.get(reviewedBy) ?? 'Someone no longer listed'),
    isOwn: each.userId === tx.actor.id,
  }))
}

const STATUSES: Readonly<Record<string, number>> = { invalid: 422, conflict: 409, forbidden: 403 }
const statusOf = ({ code }: AppError): number => STATUSES[code] ?? 422
function refusal(error: unknown): AppError {
  if (!(error instanceof AppError) || STATUSES[error.code] === undefined) throw error
  return error
}
