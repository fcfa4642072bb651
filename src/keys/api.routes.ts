import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { notFound } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import {
  asTenantId,
  byOperator,
  type Control,
  getTenantRow,
  inventoryKeys,
  type KeyRing,
  listMasters,
  type TenantId,
} from '../tenancy/index.ts'
import { type AdmitOperator, json, operating, problems } from '../web/index.ts'
import type { MasterKey } from './master-key.ts'
import type { OfficeKeys } from './office-key.ts'
import { getRotation, listRotations, type Rotation } from './rotations.ts'
import type { RotationId } from './schema.control.ts'

export type KeysApiDeps = {
  readonly control: Control
  readonly keys: KeyRing
  readonly officeKeys: OfficeKeys
  readonly masterKey: MasterKey
  readonly clock: () => Date
  readonly admitOperator: AdmitOperator
}

const Instant = Type.String({ format: 'date-time' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const Key = Type.Object({
  tenantId: Type.String(),
  slug: Type.String(),
  state: Type.String(),
  keyId: OrNull(Type.String()),
  masterId: Type.String(),
  madeAt: Instant,
  rotatedAt: OrNull(Instant),
  ageDays: Type.Integer(),
})
const Master = Type.Object({ id: Type.String(), firstUsedAt: Instant, retiredAt: OrNull(Instant) })
const RotationShape = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  tenantId: OrNull(Type.String()),
  keyId: OrNull(Type.String()),
  state: Type.String(),
  step: Type.String(),
  done: Type.Integer(),
  total: Type.Integer(),
  frozenMs: OrNull(Type.Number()),
  why: OrNull(Type.String()),
  askedBy: Type.String(),
  startedAt: Instant,
  endedAt: OrNull(Instant),
})
const tags = ['Operators']
const DAY_MS = 86_400_000

/** The operators' API for keys: which there are, how old, and their exchange while the offices work. */
export function keysApi({ control, keys, officeKeys, masterKey, clock, admitOperator }: KeysApiDeps): AnyElysia {
  return new Elysia({ prefix: '/api/admin' })
    .use(operating(admitOperator))
    .get(
      '/keys',
      () => {
        const listed = control.read((tx) => inventoryKeys(tx, keys))
        const data = listed.map(({ id, createdAt, keyId = null, ...key }) => {
          const age = clock().getTime() - (key.rotatedAt ?? createdAt).getTime()
          return { tenantId: id, ...key, keyId, madeAt: createdAt, ageDays: Math.floor(age / DAY_MS) }
        })
        return json({ masterId: keys.masterId, masters: control.read(listMasters), data })
      },
      {
        response: {
          200: Type.Object({ masterId: Type.String(), masters: Type.Array(Master), data: Type.Array(Key) }),
          ...problems(401, 404),
        },
        detail: { summary: 'Key inventory', description: 'Keys by ids that tell nothing of them, and how old each is.', tags },
      },
    )
    .post(
      '/tenants/:id/key-rotations',
      ({ params, operator }) => begun(officeKeys.rotate(tenantOf(control, params.id), byOperator(operator))),
      {
        response: { 202: RotationShape, ...problems(401, 404, 409) },
        detail: {
          summary: 'Exchange a tenant’s key',
          description: 'The office goes on working. Ask for the rotation by its id to see how far it is.',
          tags,
        },
      },
    )
    .post('/master-key/rotations', ({ operator }) => begun(masterKey.rotate(byOperator(operator))), {
      response: { 202: RotationShape, ...problems(401, 404, 409) },
      detail: {
        summary: 'Exchange the master key',
        description: 'Every office goes on working. Keep a copy of the master key file apart from the data once it is done.',
        tags,
      },
    })
    .get('/key-rotations', () => json({ data: control.read(listRotations).map(show) }), {
      response: { 200: Type.Object({ data: Type.Array(RotationShape) }), ...problems(401, 404) },
      detail: { summary: 'Key rotations', description: 'The latest first.', tags },
    })
    .get(
      '/key-rotations/:id',
      ({ params }) => {
        if (!isId(params.id)) throw notFound('Key rotation')
        return json(show(control.read((tx) => getRotation(tx, params.id as RotationId))))
      },
      { response: { 200: RotationShape, ...problems(401, 404) }, detail: { summary: 'One key rotation', tags } },
    )
}

const begun = ({ rotation }: { readonly rotation: Rotation }) =>
  json(show(rotation), 202, { location: `/api/admin/key-rotations/${rotation.id}` })

const tenantOf = (control: Control, id: string): TenantId => control.read((tx) => getTenantRow(tx, asTenantId(id))).id

const show = ({ frozenUs, keyTurns: _, ...rotation }: Rotation) => ({ ...rotation, frozenMs: frozenUs === null ? null : frozenUs / 1_000 })
