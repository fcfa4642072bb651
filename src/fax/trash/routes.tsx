import { type AnyElysia, Elysia, t } from 'elysia'
import { TrashPage } from '../../../views/fax/trash.tsx'
import { type AppError, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { DEFAULT_LIMIT } from '../../kit/listing.ts'
import { countIn } from '../../kit/typed-count.ts'
import { officeClock } from '../../office/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { cursorText, parseCursor } from '../reading.ts'
import type { Names } from '../who.ts'
import { listTrash } from './listing.ts'
import { setTrashDays, trashDays } from './rule.ts'
import { restoreFaxes, trashFaxes, undoTrashing } from './trash.ts'

const PLACE = '/trash'
const Picked = t.Optional(t.Union([t.String({ maxLength: 64 }), t.Array(t.String({ maxLength: 64 }), { maxItems: 200 })]))
/** As the two lists call what is selected in them. */
const TrashForm = t.Object({ id: Picked, fax: Picked })
/** Those that were picked, or all that were put there at one moment. */
const RestoreForm = t.Object({
  id: Picked,
  at: t.Optional(t.String({ pattern: '^\\d{1,15}$' })),
  back: t.Optional(t.Union([t.Literal('/faxes'), t.Literal('/received')])),
})

export type TrashPageDeps = { readonly admit: Admit; readonly shell: Shell; readonly names: Names }

/** The pages of what was put away, until the office's days are over. */
export function trashRoutes({ admit, shell, names }: TrashPageDeps): AnyElysia {
  function show(
    actor: Signed,
    request: Request,
    query: Readonly<Record<string, string | undefined>>,
    refused?: { days: string; error: AppError },
  ) {
    const { rows, clock, days, known } = actor.tenant.read((tx) => ({
      rows: listTrash(tx, DEFAULT_LIMIT + 1, parseCursor(query['after'])),
      clock: officeClock(tx),
      days: trashDays(tx),
      known: names(tx),
    }))
    const faxes = rows.slice(0, DEFAULT_LIMIT)
    const last = faxes.at(-1)
    const more = rows.length > DEFAULT_LIMIT && last
    return (
      <TrashPage
        shell={shell(actor, request, 'none', noticeIn(query))}
        clock={clock}
        faxes={faxes.map(({ trashedBy, ...fax }) => ({ ...fax, by: known.get(trashedBy ?? '') ?? 'A program' }))}
        nextHref={more ? `${PLACE}?after=${cursorText({ at: last.trashedAt.getTime(), id: last.id })}` : undefined}
        days={days}
        typed={refused?.days}
        problem={refused && { message: refused.error.message, errors: refused.error.fields }}
        may={{ restore: actor.permissions.has('faxes:write'), set: actor.permissions.has('settings:write') }}
      />
    )
  }
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => page(show(actor, request, query)))
    .post(
      PLACE,
      ({ tenant, body: { id = [], fax = [] } }) => {
        const at = tenant.write((tx) => {
          trashFaxes(tx, [id, fax].flat())
          return tx.now.getTime()
        })
        return seeOther(`${fax.length > 0 ? '/received' : '/faxes'}?trashed=${at}`)
      },
      { body: TrashForm },
    )
    .post(
      `${PLACE}/restorations`,
      ({ tenant, body: { id = [], at, back } }) => {
        if (at) tenant.write((tx) => undoTrashing(tx, new Date(Number(at))))
        else tenant.write((tx) => restoreFaxes(tx, [id].flat()))
        return seeOther(back ?? `${PLACE}?notice=restored`)
      },
      { body: RestoreForm },
    )
    .post(
      `${PLACE}/rule`,
      ({ tenant, actor, request, body: { days } }) => {
        try {
          tenant.write((tx) => setTrashDays(tx, countIn(days.trim())))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, {}, { days, error }), 422)
        }
      },
      { body: t.Object({ days: t.String({ maxLength: 10, default: '' }) }) },
    )
}

const WORDS: Readonly<Record<string, string>> = {
  restored: 'Back where it was.',
  saved: 'The number of days was saved.',
}
function noticeIn({ notice = '' }: Readonly<Record<string, string | undefined>>) {
  const text = Object.hasOwn(WORDS, notice) ? WORDS[notice] : undefined
  return text === undefined ? undefined : ({ kind: 'ok', text } as const)
}
