import { type AnyElysia, Elysia, t } from 'elysia'
import { DevicesPage } from '../../../views/access/devices.tsx'
import { AppError, notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { broughtBrowser, page, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { fromOf } from '../sign-in/half-open.routes.ts'
import type { AccessPageDeps } from './access.routes.tsx'
import { allowAnyDevice, askForDevices, isDeviceAsked } from './device-rule.ts'
import { approveDevice, type Browser, type DeviceId, listDevices, removeDevice, renameDevice } from './devices.ts'

const PLACE = '/settings/access/devices'
const NOTICES = new Map([
  ['on', { kind: 'ok', text: 'Owners and admins come in from approved devices only.' } as const],
  ['off', { kind: 'ok', text: 'Every device is let in again.' } as const],
  ['approved', { kind: 'ok', text: 'The device was approved.' } as const],
  ['renamed', { kind: 'ok', text: 'The device was renamed.' } as const],
  ['removed', { kind: 'ok', text: 'The device was removed.' } as const],
])

export const deviceNamed = (text: string): DeviceId => {
  if (!isId(text)) throw notFound('Device')
  return text as DeviceId
}

/** The browser of whoever is signed in with one; undefined for a program. */
export function browserAt(request: Request): Browser | undefined {
  const secret = broughtBrowser(request)
  return secret === undefined ? undefined : { secret, ...fromOf(request) }
}

/** Settings → Security → Approved devices, for owners. */
export function devicesRoutes({ admit, shell, clock }: AccessPageDeps): AnyElysia {
  function show(actor: Signed, request: Request, notice?: string, refused?: AppError): Promise<Response> {
    const stored = actor.tenant.read((tx) => ({
      clock: clock(tx),
      isAsked: isDeviceAsked(tx),
      devices: listDevices(tx, broughtBrowser(request)),
    }))
    const problem = refused && { message: refused.message, errors: refused.fields }
    const around = shell(actor, request, 'settings', NOTICES.get(notice ?? ''))
    return page(<DevicesPage shell={around} {...stored} problem={problem} />, refused ? statusOf(refused) : 200)
  }
  function act(actor: Signed, request: Request, notice: string, change: (tx: Tx) => void): Response | Promise<Response> {
    try {
      actor.tenant.write((tx) => void change(tx))
      return seeOther(`${PLACE}?notice=${notice}`)
    } catch (error) {
      if (!(error instanceof AppError) || STATUSES[error.code] === undefined) throw error
      return show(actor, request, undefined, error)
    }
  }

  return new Elysia({ prefix: PLACE, detail: { hide: true } })
    .use(signedIn(admit))
    .get('/', ({ actor, request, query }) => show(actor, request, query.notice), {
      query: t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) }),
    })
    .post(
      '/rule',
      ({ actor, request, body: { onlyApproved } }) =>
        onlyApproved === 'on'
          ? act(actor, request, 'on', (tx) => askForDevices(tx, browserAt(request)))
          : act(actor, request, 'off', allowAnyDevice),
      { body: t.Object({ onlyApproved: t.Optional(t.String({ maxLength: 10 })) }) },
    )
    .post(
      '/:id',
      ({ actor, request, params, body: { name } }) =>
        act(actor, request, 'renamed', (tx) => void renameDevice(tx, deviceNamed(params.id), name)),
      { body: t.Object({ name: t.String({ maxLength: 500, default: '' }) }) },
    )
    .post('/:id/approval', ({ actor, request, params }) =>
      act(actor, request, 'approved', (tx) => void approveDevice(tx, deviceNamed(params.id))),
    )
    .post('/:id/removal', ({ actor, request, params }) =>
      act(actor, request, 'removed', (tx) => removeDevice(tx, deviceNamed(params.id), broughtBrowser(request))),
    )
}

const STATUSES: Readonly<Record<string, number>> = { invalid: 422, conflict: 409 }
const statusOf = ({ code }: AppError): number => STATUSES[code] ?? 422
