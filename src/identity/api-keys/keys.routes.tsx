import { type AnyElysia, Elysia, t } from 'elysia'
import { ApiKeyPage, type ApiKeyPageProps } from '../../../views/settings/api-key.tsx'
import type { ApiKeysProps } from '../../../views/settings/api-keys.tsx'
import { AppError, invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { addKey, changeKey, getKey, type KeyId, revokeKey } from './api-keys.ts'
import { endPrevious, rotateKey } from './key-rotation.ts'
import { keyNamed } from './keys.api.routes.ts'

/** The settings page with a key just made, or with a form that was refused. */
export type ShowKeys = (
  actor: Signed,
  request: Request,
  shown: {
    readonly keys: Pick<ApiKeysProps, 'made' | 'form'>
    readonly problem?: { readonly message: string; readonly errors: Readonly<Record<string, string>> }
  },
) => JSX.Element

export type KeyPagesDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
  readonly show: ShowKeys
}

const KeyForm = t.Object({
  keyName: t.String({ maxLength: 200, default: '' }),
  scopes: t.Optional(t.Union([t.String({ maxLength: 60 }), t.Array(t.String({ maxLength: 60 }), { maxItems: 20 })])),
  days: t.String({ maxLength: 10, default: '365' }),
  endless: t.Optional(t.String({ maxLength: 10 })),
  test: t.Optional(t.String({ maxLength: 10 })),
  addresses: t.String({ maxLength: 5_000, default: '' }),
})
const NOTICES = new Map([
  ['saved', { kind: 'ok', text: 'Saved.' } as const],
  ['ended', { kind: 'ok', text: 'The old secret no longer works.' } as const],
])
const ENDLESS = 'A key that never ends works for whoever finds it, until somebody here revokes it. Tick the box below if it must be so.'

/** Settings → API keys. A secret is shown in the answer to the form, never in an address. */
export function keyPages({ admit, shell, clock, show }: KeyPagesDeps): AnyElysia {
  function one(
    actor: Signed,
    request: Request,
    id: KeyId,
    notice?: string,
    shown: Pick<ApiKeyPageProps, 'made' | 'form' | 'problem'> = {},
  ) {
    const stored = actor.tenant.read((tx) => ({ apiKey: getKey(tx, id), clock: clock(tx) }))
    return <ApiKeyPage {...stored} {...shown} shell={shell(actor, request, 'settings', NOTICES.get(notice ?? ''))} />
  }
  /** What the act answers; the page again, with what is wrong, where it was refused. */
  function asked(actor: Signed, request: Request, id: KeyId, form: ApiKeyPageProps['form'], act: () => Response | Promise<Response>) {
    try {
      return act()
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
      const problem = { message: error.message, errors: error.fields }
      return page(one(actor, request, id, undefined, { form, problem }), error.code === 'conflict' ? 409 : 422)
    }
  }

  return new Elysia({ prefix: '/settings/keys', detail: { hide: true } })
    .use(signedIn(admit))
    .post(
      '/',
      ({ actor, tenant, request, body }) => {
        const { keyName, scopes = [], days, endless, test, addresses } = body
        const form = { keyName, scopes: typeof scopes === 'string' ? [scopes] : scopes, days, addresses, test: test !== undefined }
        try {
          const ends = { days: daysOf(days, endless !== undefined), addresses: linesOf(addresses) }
          const input = { name: keyName, scopes: form.scopes, test: form.test, ...ends }
          const { key, secret } = tenant.write((tx) => addKey(tx, actor.slug, input))
          return page(show(actor, request, { keys: { made: { name: key.name, secret } } }))
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          const { name, ...others } = error.fields
          const errors = { ...others, ...(name && { keyName: name }) }
          return page(show(actor, request, { keys: { form: { ...form, errors } }, problem: { message: error.message, errors } }), 422)
        }
      },
      { body: KeyForm },
    )
    .get('/:id', ({ actor, request, params, query }) => page(one(actor, request, keyNamed(params.id), query.notice)), {
      query: t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) }),
    })
    .post(
      '/:id',
      ({ actor, tenant, request, params, body }) => {
        const id = keyNamed(params.id)
        return asked(actor, request, id, body, () => {
          tenant.write((tx) => changeKey(tx, id, { addresses: linesOf(body.addresses), perMinute: countOf(body.perMinute) }))
          return seeOther(`/settings/keys/${id}?notice=saved`)
        })
      },
      { body: t.Object({ addresses: t.String({ maxLength: 5_000, default: '' }), perMinute: t.String({ maxLength: 20, default: '' }) }) },
    )
    .post(
      '/:id/rotation',
      ({ actor, tenant, request, params, body }) => {
        const id = keyNamed(params.id)
        return asked(actor, request, id, undefined, () => {
          const { key, secret } = tenant.write((tx) => rotateKey(tx, actor.slug, id, Number(body.overlapHours)))
          return page(one(actor, request, id, undefined, { made: { name: key.name, secret } }))
        })
      },
      { body: t.Object({ overlapHours: t.String({ pattern: '^\\d{1,3}$', default: '24' }) }) },
    )
    .post('/:id/previous/removal', ({ tenant, params }) => {
      const { id } = tenant.write((tx) => endPrevious(tx, keyNamed(params.id)))
      return seeOther(`/settings/keys/${id}?notice=ended`)
    })
    .post('/:id/revocation', ({ tenant, params }) => {
      tenant.write((tx) => revokeKey(tx, keyNamed(params.id)))
      return seeOther('/settings')
    })
}

const linesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean)

/** Nothing typed is no limit of its own; what is no number is refused with the others. */
const countOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

/** Never only for who has read what that means. Throws AppError invalid. */
function daysOf(text: string, endless: boolean): number | null {
  if (text === 'never') {
    if (!endless) throw invalid({ days: ENDLESS })
    return null
  }
  if (!/^[1-9]\d{0,3}$/.test(text)) throw invalid({ days: 'Choose from the list when it ends.' })
  return Number(text)
}
