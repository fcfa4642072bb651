import { type AnyElysia, Elysia, t } from 'elysia'
import { DevicePage } from '../../../views/access/device.tsx'
import { AppError } from '../../kit/errors.ts'
import { type Admit, broughtBrowser, browserSecret, keepingBrowser, page, type Signed, seeOther, signedIn } from '../../web/index.ts'
import type { Prove } from '../factor/proof.ts'
import { fromOf } from '../sign-in/half-open.routes.ts'
import { askForDevice, type Browser } from './devices.ts'
import { ownDevice, recoverDevice } from './own-device.ts'

export type DeviceDeps = { readonly admit: Admit; readonly prove: Prove }

/** The browser of this request; one that brought no cookie gets one, and has to keep it. */
export const browserIn = (request: Request): Browser => ({ secret: browserSecret(request), ...fromOf(request) })

/** The page that a person is led to at a device which is not approved. */
export function deviceRoutes({ admit, prove }: DeviceDeps): AnyElysia {
  const show = ({ tenant, user, officeName }: Signed, request: Request, refused?: AppError) => {
    const own = tenant.read((tx) => ownDevice(tx, broughtBrowser(request), user?.role ?? ''))
    const problem = refused && { message: refused.message, errors: refused.fields }
    return page(<DevicePage officeName={officeName} {...own} problem={problem} />, refused ? statusOf(refused) : 200)
  }
  const attempt = async (actor: Signed, request: Request, act: () => unknown): Promise<Response> => {
    try {
      await act()
      return keepingBrowser(request, seeOther('/device'))
    } catch (error) {
      if (!(error instanceof AppError) || STATUSES[error.code] === undefined) throw error
      return show(actor, request, error)
    }
  }

  return new Elysia({ prefix: '/device', detail: { hide: true } })
    .use(signedIn(admit))
    .get('/', ({ actor, request }) => show(actor, request))
    .post('/', ({ actor, tenant, request }) => attempt(actor, request, () => tenant.write((tx) => askForDevice(tx, browserIn(request)))))
    .post(
      '/recovery',
      ({ actor, tenant, request, body: { code } }) => attempt(actor, request, () => recoverDevice(tenant, prove, browserIn(request), code)),
      { body: t.Object({ code: t.String({ maxLength: 100, default: '' }) }) },
    )
}

const STATUSES: Readonly<Record<string, number>> = { invalid: 422, conflict: 409, too_many: 429 }
const statusOf = ({ code }: AppError): number => STATUSES[code] ?? 422
