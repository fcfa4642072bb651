import { type AnyElysia, Elysia, t } from 'elysia'
import { NewPasskeyPage, PasskeyPage } from '../../../views/security/passkey.tsx'
import { CodesPage } from '../../../views/security/recovery-codes.tsx'
import { AppError } from '../../kit/errors.ts'
import { page, type Signed, seeOther, sessionCookie, signedIn } from '../../web/index.ts'
import { browserNamed } from '../browsers/named.ts'
import { type SecurityDeps, selfOf } from '../factor/security.routes.tsx'
import { getUser } from '../people/users.ts'
import { browserOf, cookiesIn, sessionFor } from '../sign-in/half-open.routes.ts'
import { getPasskey, renamePasskey } from './changing.ts'
import { removePasskey } from './keeping.ts'
import { parsed } from './said.ts'

const PLACE = '/settings/security'
const Name = t.String({ maxLength: 500, default: '' })

/** Settings → Security: one’s own passkeys. */
export function passkeyRoutes({ admit, shell, passkeys, clock }: SecurityDeps): AnyElysia {
  function showNew(actor: Signed, request: Request, name: string, refused?: AppError) {
    const problem = refused && { message: refused.message, errors: refused.fields }
    return page(<NewPasskeyPage shell={shell(actor, request, 'none')} name={name} problem={problem} />, statusOf(refused))
  }
  function showOne(actor: Signed, request: Request, id: string, refused?: AppError, name?: string) {
    const seen = actor.tenant.read((tx) => ({ passkey: getPasskey(tx, selfOf(actor), id), clock: clock(tx) }))
    const problem = refused && { message: refused.message, errors: refused.fields }
    const around = shell(actor, request, 'none')
    return page(<PasskeyPage shell={around} {...seen} name={name ?? seen.passkey.name} problem={problem} />, statusOf(refused))
  }

  return new Elysia({ prefix: `${PLACE}/passkeys`, detail: { hide: true } })
    .use(signedIn(admit))
    .post('/setups', () => seeOther(`${PLACE}/passkeys/new`))
    .get('/new', ({ actor, request }) => showNew(actor, request, browserNamed(browserOf(request))))
    .post(
      '/',
      async ({ actor, request, body: { name, passkey } }) => {
        const place = { id: actor.tenant.id, slug: actor.slug }
        try {
          const added = { name, said: parsed(passkey), holder: sessionCookie(request) ?? '' }
          const { recoveryCodes, secret } = await passkeys.add(place, selfOf(actor), added, (tx, user) =>
            sessionFor(request)(tx, user, tx.now),
          )
          if (!recoveryCodes) return seeOther(`${PLACE}?notice=passkey`)
          const about = { officeName: actor.officeName, email: actor.user?.email ?? '', codes: recoveryCodes, next: PLACE }
          return page(<CodesPage shell={shell(actor, request, 'none')} {...about} />, 200, cookiesIn(request, secret))
        } catch (error) {
          if (isRefusal(error)) return showNew(actor, request, name, error)
          throw error
        }
      },
      { body: t.Object({ name: Name, passkey: t.String({ maxLength: 24_000, default: '' }) }) },
    )
    .get('/:id', ({ actor, request, params: { id } }) => showOne(actor, request, id))
    .post(
      '/:id',
      ({ tenant, actor, request, params: { id }, body: { name } }) => {
        try {
          tenant.write((tx) => renamePasskey(tx, selfOf(actor), id, name))
          return seeOther(`${PLACE}?notice=renamed`)
        } catch (error) {
          if (isRefusal(error)) return showOne(actor, request, id, error, name)
          throw error
        }
      },
      { body: t.Object({ name: Name }) },
    )
    .post('/:id/removal', ({ tenant, actor, request, params: { id } }) => {
      try {
        const secret = tenant.write((tx) => {
          const goesOn = removePasskey(tx, selfOf(actor), id, sessionCookie(request) ?? '')
          return goesOn ? undefined : sessionFor(request)(tx, getUser(tx, selfOf(actor)), null)
        })
        return seeOther(`${PLACE}?notice=removed`, secret ? cookiesIn(request, secret) : {})
      } catch (error) {
        if (isRefusal(error)) return showOne(actor, request, id, error)
        throw error
      }
    })
}

const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && ['invalid', 'conflict', 'forbidden'].includes(error.code)
const statusOf = (refused: AppError | undefined): number =>
  refused === undefined ? 200 : refused.code === 'invalid' ? 422 : refused.code === 'conflict' ? 409 : 403
