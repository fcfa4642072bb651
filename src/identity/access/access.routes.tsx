import { type AnyElysia, Elysia, t } from 'elysia'
import { becauseWords } from '../../../views/access/because.ts'
import { type Answer, ExplanationPage } from '../../../views/access/explanation.tsx'
import { PurposePage } from '../../../views/access/purpose.tsx'
import { AccessPage, type AccessValues } from '../../../views/access/rules.tsx'
import { permissionWords } from '../../../views/people/roles.tsx'
import { AppError, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, clientAddressOf, isHttps, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { listUsers, type UserId } from '../people/users.ts'
import { PERMISSIONS } from '../permissions.ts'
import { type Explanation, explain, replay } from './explaining.ts'
import { isPurpose, PURPOSES, purposeOf } from './purposes.ts'
import { type AccessRules, findRules, NO_RULES, setRules } from './rules.ts'

export type AccessPageDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
}

const Form = t.Object({
  days: t.Optional(t.Union([t.String({ maxLength: 1 }), t.Array(t.String({ maxLength: 1 }), { maxItems: 7 })])),
  from: t.String({ maxLength: 20, default: '' }),
  until: t.String({ maxLength: 20, default: '' }),
  addresses: t.String({ maxLength: 10_000, default: '' }),
})
const Text = t.String({ maxLength: 64, default: '' })

/** When and from where people are let in; why somebody may do something; what records are looked at for. */
export function accessRoutes({ admit, shell, clock }: AccessPageDeps): AnyElysia {
  function showRules(actor: Signed, request: Request, values: AccessValues, refused?: AppError, saved = false) {
    const timeZone = actor.tenant.read(clock).zone
    const around = shell(actor, request, 'settings', saved ? { kind: 'ok', text: 'The rules were saved.' } : undefined)
    const problem = refused && { message: refused.message, errors: refused.fields }
    return <AccessPage shell={around} values={values} timeZone={timeZone} address={clientAddressOf(request)} problem={problem} />
  }
  function showWhy(actor: Signed, request: Request, asked: { person: string; permission: string }, find?: (tx: Tx) => Answer) {
    const { answer, refused } = actor.tenant.read((tx) => attempt(find && (() => find(tx))))
    const stored = actor.tenant.read((tx) => ({ clock: clock(tx), people: listUsers(tx).filter(({ removedAt }) => !removedAt) }))
    const problem = refused && { message: refused.message, errors: refused.fields }
    const view = (
      <ExplanationPage {...stored} shell={shell(actor, request, 'audit')} permissions={PERMISSIONS} {...{ asked, answer, problem }} />
    )
    return page(view, refused ? (refused.code === 'not_found' ? 404 : 422) : 200)
  }
  const zoneOf = (tx: Tx) => clock(tx).zone
  const nameOf = (tx: Tx, id: string) => listUsers(tx).find((each) => each.id === id)?.name ?? 'An API key'

  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get('/settings/access', ({ actor, tenant, request, query }) =>
      page(showRules(actor, request, valuesOf(tenant.read(findRules) ?? NO_RULES), undefined, query['notice'] === 'saved')),
    )
    .post(
      '/settings/access',
      ({ actor, tenant, request, body }) => {
        const values = { ...body, days: [body.days ?? []].flat().join('') }
        try {
          tenant.write((tx) => setRules(tx, rulesOf(values)))
          return seeOther('/settings/access?notice=saved')
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(showRules(actor, request, values, error), 422)
        }
      },
      { body: Form },
    )
    .get(
      '/access/explanations',
      ({ actor, request, query: { person, permission } }) =>
        showWhy(
          actor,
          request,
          { person, permission },
          person === '' || !isId(person)
            ? undefined
            : (tx) => answerOf(explain(tx, person as UserId, permission, zoneOf(tx)), `${nameOf(tx, person)}, now`),
        ),
      { query: t.Object({ person: Text, permission: Text }) },
    )
    .get(
      '/access/replays',
      ({ actor, request, query: { seq } }) =>
        showWhy(actor, request, { person: '', permission: '' }, (tx) => {
          const again = replay(tx, Number(seq), zoneOf(tx))
          return answerOf(again, `${nameOf(tx, again.actorId)}, entry ${seq}`)
        }),
      { query: t.Object({ seq: t.String({ pattern: '^[1-9][0-9]{0,14}$' }) }) },
    )
    .get('/account/purpose', ({ actor, request, query }) => {
      const saved = query['notice'] === 'saved' ? ({ kind: 'ok', text: 'Saved.' } as const) : undefined
      return page(<PurposePage shell={shell(actor, request, 'none', saved)} purposes={PURPOSES} chosen={purposeOf(request)} />)
    })
    .post(
      '/account/purpose',
      ({ request, body: { purpose } }) => {
        const kept = isPurpose(purpose) ? `purpose=${purpose}` : 'purpose=; Max-Age=0'
        const cookie = `${kept}; Path=/; HttpOnly; SameSite=Lax${isHttps(request) ? '; Secure' : ''}`
        return seeOther('/account/purpose?notice=saved', { 'set-cookie': cookie })
      },
      { body: t.Object({ purpose: t.String({ maxLength: 20, default: '' }) }) },
    )
}

const valuesOf = ({ days, from, until, addresses }: AccessRules): AccessValues => ({
  days,
  from: from ?? '',
  until: until ?? '',
  addresses: addresses.join('\n'),
})
const rulesOf = ({ days, from, until, addresses }: AccessValues): AccessRules => ({
  days,
  from: from.trim() || null,
  until: until.trim() || null,
  addresses: addresses.split(/[\s,]+/).filter(Boolean),
})

const answerOf = ({ permission, role, at, decision }: Explanation, who: string): Answer => ({
  title: `${who}: ${permissionWords(permission)}`,
  at,
  allowed: decision.allowed,
  ownOnly: decision.reach === 'own' && permission.startsWith('faxes:'),
  reasons: decision.because.map((each) => becauseWords(each, { permission, role })),
})

function attempt(find: (() => Answer) | undefined): { readonly answer?: Answer | undefined; readonly refused?: AppError } {
  try {
    return { answer: find?.() }
  } catch (error) {
    if (error instanceof AppError) return { refused: error }
    throw error
  }
}
