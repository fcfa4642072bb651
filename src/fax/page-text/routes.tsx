import { type AnyElysia, Elysia, t } from 'elysia'
import { type PageTextForm, PageTextPage } from '../../../views/settings/page-text.tsx'
import type { PageReader } from '../../documents/index.ts'
import { type AppError, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { countIn } from '../../kit/typed-count.ts'
import { officeClock } from '../../office/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { getPageTextRule, setPageTextRule } from './rule.ts'

const PLACE = '/settings/page-text'
const Form = t.Object({ on: t.Optional(t.String({ maxLength: 3 })), pastDays: t.String({ maxLength: 10, default: '0' }) })

type Deps = { readonly admit: Admit; readonly shell: Shell; readonly pageReader: PageReader }

/** The page on which an office has the words of received pages read. */
export function pageTextRoutes({ admit, shell, pageReader }: Deps): AnyElysia {
  const show = (actor: Signed, request: Request, typed?: PageTextForm, problem?: AppError, saved = false) => {
    const { rule, clock } = actor.tenant.read((tx) => ({ rule: getPageTextRule(tx), clock: officeClock(tx) }))
    return (
      <PageTextPage
        shell={shell(actor, request, 'settings', saved ? { kind: 'ok', text: 'Saved.' } : undefined)}
        clock={clock}
        values={typed ?? { on: rule.on, pastDays: '0' }}
        past={rule.past}
        lacking={pageReader.lacking()}
        mayWrite={actor.permissions.has('settings:write')}
        problem={problem && { message: problem.message, errors: problem.fields }}
      />
    )
  }
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => page(show(actor, request, undefined, undefined, query['notice'] === 'saved')))
    .post(
      PLACE,
      ({ tenant, actor, request, body }) => {
        const values = { on: body.on !== undefined, pastDays: body.pastDays.trim() }
        try {
          const pastDays = countIn(values.pastDays)
          tenant.write((tx) => setPageTextRule(tx, { on: values.on, pastDays }))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, values, error), 422)
        }
      },
      { body: Form },
    )
}
