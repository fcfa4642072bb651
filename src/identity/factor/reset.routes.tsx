import { type AnyElysia, Elysia, t } from 'elysia'
import { FactorResetPage } from '../../../views/security/reset.tsx'
import { AppError } from '../../kit/errors.ts'
import { type Admit, JSON_BODY, page, problems, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { Sure, SureForm } from '../made-sure.routes.ts'
import { madeSure, type TypedSure } from '../made-sure.ts'
import { personNamed } from '../people/people.routes.tsx'
import { getPerson } from '../people/people.ts'
import { resetFactor } from './factor.ts'

const hidden = { detail: { hide: true } }

/** For who lost phone and passkeys: an owner takes away what there was, and says how they made sure who asks. Page and JSON. */
export function factorResetRoutes({ admit, shell }: { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  const reset = ({ tenant }: Signed, id: string, sure: TypedSure) => tenant.write((tx) => resetFactor(tx, personNamed(id), madeSure(sure)))
  function show(actor: Signed, request: Request, id: string, refused?: AppError, sure?: TypedSure) {
    const person = actor.tenant.read((tx) => getPerson(tx, personNamed(id)))
    const problem = refused && { message: refused.message, errors: refused.fields }
    return <FactorResetPage shell={shell(actor, request, 'settings')} person={person} problem={problem} sure={sure} />
  }

  return new Elysia()
    .use(signedIn(admit))
    .get('/settings/security/people/:id/factor/removal', ({ actor, request, params }) => page(show(actor, request, params.id)), hidden)
    .post(
      '/settings/security/people/:id/factor/removal',
      ({ actor, request, params, body }) => {
        try {
          reset(actor, params.id, body)
          return seeOther('/settings/security?notice=reset')
        } catch (error) {
          if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
          return page(show(actor, request, params.id, error, body), error.code === 'invalid' ? 422 : 409)
        }
      },
      { body: SureForm, ...hidden },
    )
    .post(
      '/api/factors/:id/resets',
      ({ actor, params, body, status }) => {
        reset(actor, params.id, body)
        return status(204, undefined)
      },
      {
        parse: JSON_BODY,
        params: t.Object({ id: t.String({ maxLength: 64 }) }),
        body: Sure,
        response: { 204: t.Undefined(), ...problems(401, 403, 404, 409, 422) },
        detail: {
          summary: 'Reset a person’s lost second factor',
          description: 'The owner only. Their sessions end, and they are told by mail.',
          tags: ['Second factor'],
        },
      },
    )
}
