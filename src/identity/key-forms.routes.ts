import { type AnyElysia, Elysia, t } from 'elysia'
import { AppError, notFound } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import { type Admit, page, type Signed, seeOther, signedIn } from '../web/index.ts'
import { addKey, type KeyId, revokeKey } from './api-keys.ts'

/** The settings page with a key just made, or with a form that was refused. */
export type ShowKeys = (
  actor: Signed,
  request: Request,
  shown: {
    readonly keys: {
      readonly made?: { readonly name: string; readonly secret: string }
      readonly form?: { readonly keyName: string; readonly scopes: readonly string[]; readonly errors: Readonly<Record<string, string>> }
    }
    readonly problem?: { readonly message: string; readonly errors: Readonly<Record<string, string>> }
  },
) => JSX.Element

const KeyForm = t.Object({
  keyName: t.String({ maxLength: 200, default: '' }),
  scopes: t.Optional(t.Union([t.String({ maxLength: 60 }), t.Array(t.String({ maxLength: 60 }), { maxItems: 20 })])),
})

/** The forms of API keys on the settings page. A new key is shown in the answer, never in an address. */
export function keyForms({ admit, show }: { readonly admit: Admit; readonly show: ShowKeys }): AnyElysia {
  return new Elysia({ prefix: '/settings/keys', detail: { hide: true } })
    .use(signedIn(admit))
    .post(
      '/',
      ({ actor, tenant, request, body }) => {
        const { keyName, scopes = [] } = body
        const asked = { name: keyName, scopes: typeof scopes === 'string' ? [scopes] : scopes }
        try {
          const { key, secret } = tenant.write((tx) => addKey(tx, actor.slug, asked))
          return page(show(actor, request, { keys: { made: { name: key.name, secret } } }))
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          const { name, ...others } = error.fields
          const errors = { ...others, ...(name && { keyName: name }) }
          const problem = { message: error.message, errors }
          return page(show(actor, request, { keys: { form: { keyName, scopes: asked.scopes, errors } }, problem }), 422)
        }
      },
      { body: KeyForm },
    )
    .post('/:id/revocation', ({ tenant, params }) => {
      if (!isId(params.id)) throw notFound('Key')
      tenant.write((tx) => revokeKey(tx, params.id as KeyId))
      return seeOther('/settings')
    })
}
