import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { conflict } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { broughtBrowser, JSON_BODY, problems, signedIn } from '../../web/index.ts'
import type { DeviceDeps } from './device.routes.tsx'
import { allowAnyDevice, askForDevices, isDeviceAsked } from './device-rule.ts'
import { browserAt, deviceNamed } from './devices.routes.tsx'
import { approveDevice, askForDevice, type DeviceLine, listDevices, removeDevice, renameDevice } from './devices.ts'
import { type OwnDevice, ownDevice, recoverDevice } from './own-device.ts'

const Moment = Type.String({ format: 'date-time' })
const Maybe = Type.Union([Moment, Type.Null()])
const Shown = Type.Object({
  id: Type.String(),
  name: Type.String(),
  address: Type.String({ description: 'Where it was when somebody asked for it.' }),
  askedBy: Type.String(),
  askedAt: Moment,
  approvedBy: Type.Union([Type.String(), Type.Null()]),
  approvedAt: Type.Union([Moment, Type.Null()], { description: 'Null while it waits for an owner.' }),
  lastSignInAt: Maybe,
  isOwn: Type.Boolean({ description: 'The browser of this request.' }),
})
const Own = Type.Object({
  state: Type.String({ description: 'free where none is asked for, approved, waiting, or unknown' }),
  name: Type.Union([Type.String(), Type.Null()]),
  mayRecover: Type.Boolean({ description: 'By a recovery code: owners only.' }),
})
const Rule = Type.Object({ onlyApproved: Type.Boolean() })
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Access']

/** Approved devices in JSON. A device is a browser, told by its cookie: a program that sends none is at a device nobody approved. */
export function devicesApi({ admit, prove }: DeviceDeps): AnyElysia {
  const one = (tx: Tx, id: string, request: Request): Static<typeof Shown> => {
    const found = listDevices(tx, broughtBrowser(request)).find((each) => each.id === id)
    return shown(found as DeviceLine)
  }
  const here = (request: Request) => {
    const browser = browserAt(request)
    if (!browser) throw conflict('Sign in with a browser: a device is told by the cookie that it keeps.')
    return browser
  }

  return new Elysia({ prefix: '/api' })
    .use(signedIn(admit))
    .get('/access/device-rule', ({ tenant }) => ({ onlyApproved: tenant.read(isDeviceAsked) }), {
      response: { 200: Rule, ...problems(401, 403) },
      detail: { summary: 'Whether owners and admins need an approved device', tags },
    })
    .put(
      '/access/device-rule',
      ({ tenant, request, body }) => {
        tenant.write((tx) => (body.onlyApproved ? askForDevices(tx, browserAt(request)) : allowAnyDevice(tx)))
        return body
      },
      {
        parse: JSON_BODY,
        body: Rule,
        response: { 200: Rule, ...problems(401, 403, 409, 422) },
        detail: {
          summary: 'Let owners and admins in from approved devices only, or from all',
          description: 'The browser that it is switched on from is approved with it. Takes recovery codes, the way back in.',
          tags,
        },
      },
    )
    .get('/access/devices', ({ tenant, request }) => ({ data: tenant.read((tx) => listDevices(tx, broughtBrowser(request))).map(shown) }), {
      response: { 200: Type.Object({ data: Type.Array(Shown) }), ...problems(401, 403) },
      detail: { summary: 'Devices that are approved or wait for it', tags },
    })
    .post(
      '/access/devices/:id/approval',
      ({ tenant, request, params }) => tenant.write((tx) => one(tx, approveDevice(tx, deviceNamed(params.id)).id, request)),
      { params: One, response: { 200: Shown, ...problems(401, 403, 404, 409) }, detail: { summary: 'Approve a device', tags } },
    )
    .patch(
      '/access/devices/:id',
      ({ tenant, request, params, body }) => tenant.write((tx) => one(tx, renameDevice(tx, deviceNamed(params.id), body.name).id, request)),
      {
        parse: JSON_BODY,
        params: One,
        body: Type.Object({ name: Type.String({ maxLength: 500 }) }),
        response: { 200: Shown, ...problems(401, 403, 404, 422) },
        detail: { summary: 'Rename a device', tags },
      },
    )
    .delete(
      '/access/devices/:id',
      ({ tenant, request, params, status }) => {
        tenant.write((tx) => removeDevice(tx, deviceNamed(params.id), broughtBrowser(request)))
        return status(204, undefined)
      },
      {
        params: One,
        response: { 204: Type.Undefined(), ...problems(401, 403, 404, 409) },
        detail: { summary: 'Remove a device, or refuse one that waits', tags },
      },
    )
    .get(
      '/me/device',
      ({ tenant, actor, request }) => own(tenant.read((tx) => ownDevice(tx, broughtBrowser(request), actor.user?.role ?? ''))),
      {
        response: { 200: Own, ...problems(401, 403) },
        detail: { summary: 'Whether this device is approved', tags },
      },
    )
    .post(
      '/me/device',
      ({ tenant, actor, request }) =>
        tenant.write((tx) => {
          askForDevice(tx, here(request))
          return own(ownDevice(tx, broughtBrowser(request), actor.user?.role ?? ''))
        }),
      {
        response: { 200: Own, ...problems(401, 403, 409) },
        detail: { summary: 'Ask for approval of this device', description: 'Owners are told by mail.', tags },
      },
    )
    .post(
      '/me/device/recovery',
      async ({ tenant, actor, request, body: { code } }) => {
        await recoverDevice(tenant, prove, here(request), code)
        return own(tenant.read((tx) => ownDevice(tx, broughtBrowser(request), actor.user?.role ?? '')))
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ code: Type.String({ maxLength: 100 }) }),
        response: { 200: Own, ...problems(401, 403, 409, 422, 429) },
        detail: { summary: 'Approve this device by a recovery code', description: 'Owners only; every owner is told.', tags },
      },
    )
}

const own = ({ name, ...rest }: OwnDevice): Static<typeof Own> => ({ ...rest, name: name ?? null })

const shown = ({ person: _, askedAt, approvedAt, lastSignInAt, ...rest }: DeviceLine): Static<typeof Shown> => ({
  ...rest,
  askedAt: askedAt.toISOString(),
  approvedAt: approvedAt?.toISOString() ?? null,
  lastSignInAt: lastSignInAt?.toISOString() ?? null,
})
