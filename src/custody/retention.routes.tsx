import { type AnyElysia, Elysia, t } from 'elysia'
import { RetentionPage } from '../../views/custody/retention.tsx'
import { listHolds, placeHold, releaseHold } from '../disposal/index.ts'
import { type AppError, rethrowUnlessInvalid } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { before, listRemovals, listRules, previewRule, type RecordClass, setRule } from './retention/rules.ts'
import { nextNight } from './retention/running.ts'

const PLACE = '/settings/retention'
const Days = t.String({ pattern: '^[0-9]{1,5}$' })
const Asked = t.Object({
  name: t.Optional(t.String({ maxLength: 40 })),
  days: t.Optional(Days),
  notice: t.Optional(t.String({ maxLength: 20 })),
})
const RuleForm = t.Object({ name: t.String({ maxLength: 40 }), days: Days })
const HoldForm = t.Object({ subject: t.String({ maxLength: 400, default: '' }), reason: t.String({ maxLength: 1_000, default: '' }) })
const hidden = { detail: { hide: true } } as const

export type RetentionPageDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
  readonly classes: readonly RecordClass[]
}
type Wish = { readonly name: string; readonly days: number }

/** How long records are kept: what a rule would remove is shown before it can be saved. */
export function retentionRoutes({ admit, shell, clock, classes }: RetentionPageDeps): AnyElysia {
  function preview(tx: Tx, { name, days }: Wish) {
    if (days > 0) return previewRule(tx, classes, name, days)
    const { label } = listRules(tx, classes).find((each) => each.name === name) ?? { label: name }
    return { name, label, days, before: before(tx, 0), count: 0 }
  }
  function show(actor: Signed, request: Request, wish?: Wish, error?: AppError, saved = false) {
    const seen = actor.tenant.read((tx) => ({
      clock: clock(tx),
      rules: listRules(tx, classes),
      holds: listHolds(tx),
      removals: listRemovals(tx),
      preview: wish && preview(tx, wish),
    }))
    const notice = saved ? ({ kind: 'ok', text: 'The rule was saved.' } as const) : undefined
    const problem = error && { message: error.message, errors: error.fields }
    return <RetentionPage shell={shell(actor, request, 'settings', notice)} {...seen} problem={problem} />
  }
  const again = (error: unknown, shown: (error: AppError) => JSX.Element) => {
    rethrowUnlessInvalid(error)
    return page(shown(error), 422)
  }

  return new Elysia()
    .use(signedIn(admit))

    .get(
      PLACE,
      ({ actor, request, query: { name, days, notice } }) => {
        const wish = name !== undefined && days !== undefined ? { name, days: Number(days) } : undefined
        return page(show(actor, request, wish, undefined, notice === 'saved'))
      },
      { query: Asked, ...hidden },
    )
    .post(
      PLACE,
      ({ tenant, actor, request, body: { name, days } }) => {
        const wish = { name, days: Number(days) }
        try {
          tenant.write((tx) => setRule(tx, classes, name, wish.days || null, nextNight(tx.now, clock(tx).zone)))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          return again(error, (refused) => show(actor, request, wish, refused))
        }
      },
      { body: RuleForm, ...hidden },
    )
    .post(
      `${PLACE}/holds`,
      ({ tenant, actor, request, body }) => {
        try {
          tenant.write((tx) => placeHold(tx, body.subject, body.reason))
          return seeOther(PLACE)
        } catch (error) {
          return again(error, (refused) => show(actor, request, undefined, refused))
        }
      },
      { body: HoldForm, ...hidden },
    )
    .post(
      `${PLACE}/holds/:id/release`,
      ({ tenant, params }) => {
        tenant.write((tx) => releaseHold(tx, params.id))
        return seeOther(PLACE)
      },
      { params: t.Object({ id: t.String({ maxLength: 64 }) }), ...hidden },
    )
}
