import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia, t } from 'elysia'
import { OwnPasswordPage } from '../../../views/own-password.tsx'
import type { ErrorSummaryProps } from '../../../views/ui/error-summary.tsx'
import { AppError, conflict, invalid, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { type Admit, JSON_BODY, page, problems, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { selfOf } from '../factor/factor.api.routes.ts'
import type { Prove } from '../factor/proof.ts'
import { getUser, setPassword } from '../people/users.ts'
import { hasPassword } from '../sso/ways.ts'
import { passwordRules } from './password-rules.ts'
import { type Passwords, passwordProblem } from './passwords.ts'

export type OwnPasswordDeps = { readonly admit: Admit; readonly shell: Shell; readonly prove: Prove; readonly passwords: Passwords }
type Change = { readonly current: string; readonly password: string }

const Body = { current: Type.String({ maxLength: 1024 }), password: Type.String({ maxLength: 4096 }) }
const PURPOSE = 'another password'

/** A person's own password: page and JSON. Everybody who knew the old one is signed out, this browser too. */
export function ownPasswordRoutes({ admit, shell, prove, passwords }: OwnPasswordDeps): AnyElysia {
  const rulesFor = (actor: Signed) =>
    actor.tenant.read((tx) => passwordRules(tx, getUser(tx, selfOf(actor)), { slug: actor.slug, name: actor.officeName }))
  const has = (actor: Signed) => actor.tenant.read((tx) => hasPassword(tx, selfOf(actor)))
  const show = (actor: Signed, request: Request, problem?: ErrorSummaryProps) =>
    page(
      <OwnPasswordPage
        shell={shell(actor, request, 'none')}
        shortest={rulesFor(actor).shortest}
        hasPassword={has(actor)}
        problem={problem}
      />,
      problem ? 422 : 200,
    )

  async function change(actor: Signed, { current, password }: Change): Promise<void> {
    if (!has(actor)) throw conflict('You have no password here: you sign in through your office’s provider.')
    const weak = passwordProblem(password, rulesFor(actor))
    if (weak) throw invalid({ password: weak })
    await prove(actor.tenant, { password: current }, PURPOSE).catch((error: unknown) => {
      throw error instanceof AppError && error.fields['password'] ? invalid({ current: error.fields['password'] }) : error
    })
    const passwordHash = await passwords.hash(password)
    actor.tenant.write((tx) => setPassword(tx, selfOf(actor), passwordHash))
  }

  return new Elysia()
    .use(signedIn(admit))
    .get('/account/password', ({ actor, request }) => show(actor, request), { detail: { hide: true } })
    .post(
      '/account/password',
      async ({ actor, request, body }) => {
        try {
          await change(actor, body)
          return seeOther('/sign-in?reset=1')
        } catch (error) {
          rethrowUnlessInvalid(error)
          return show(actor, request, { message: error.message, errors: error.fields })
        }
      },
      { body: t.Object(Body), detail: { hide: true } },
    )
    .put(
      '/api/me/password',
      async ({ actor, body, status }) => {
        await change(actor, body)
        return status(204, undefined)
      },
      {
        parse: JSON_BODY,
        body: Type.Object(Body),
        response: { 204: Type.Undefined(), ...problems(401, 403, 409, 422, 429, 503) },
        detail: {
          summary: 'Choose another password of one’s own',
          description: 'Every session and every token of the person ends, the one that asked too.',
          tags: ['People'],
        },
      },
    )
}
