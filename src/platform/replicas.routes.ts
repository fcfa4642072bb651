import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable } from '../kit/listing.ts'
import { CONTROL, type CopyStatus } from '../replication/index.ts'
import { type Control, listTenants, type TenantId } from '../tenancy/index.ts'
import { type AdmitOperator, json, operating, problems } from '../web/index.ts'

export type ReplicasDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  /** undefined when nothing is replicated. */
  readonly replicas: () => Promise<CopyStatus[] | undefined>
  /** When an office's replica was last restored and examined, and whether it passed. */
  readonly drillOf: (id: TenantId) => { readonly at: number; readonly passed: boolean } | undefined
}

const Replica = Type.Object({
  id: Type.String({ description: 'A tenant, or control' }),
  slug: Type.Union([Type.String(), Type.Null()]),
  state: Type.Union([Type.Literal('current'), Type.Literal('behind'), Type.Literal('never'), Type.Literal('lacking')]),
  txid: Nullable(Type.Integer()),
  replicatedTxid: Nullable(Type.Integer()),
  behindSeconds: Type.Number(),
  currentAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  drill: Type.Union([Type.Object({ at: Type.String({ format: 'date-time' }), passed: Type.Boolean() }), Type.Null()]),
})

const inJson = (drill: ReturnType<ReplicasDeps['drillOf']>) => (drill ? { at: new Date(drill.at), passed: drill.passed } : null)

/** How each tenant's replica stands, for operators. */
export const replicasApi = ({ admitOperator, control, replicas, drillOf }: ReplicasDeps): AnyElysia =>
  new Elysia({ prefix: '/api/admin/replicas' }).use(operating(admitOperator)).get(
    '',
    async () => {
      const slugs = new Map<string, string>(control.read(listTenants).map(({ id, slug }) => [id, slug]))
      const found = await replicas()
      const data = (found ?? []).map(({ id, state, txid, replicatedTxid, behindSeconds, currentAt }) => ({
        id,
        slug: id === CONTROL ? null : (slugs.get(id) ?? null),
        state,
        txid: txid ?? null,
        replicatedTxid: replicatedTxid ?? null,
        behindSeconds,
        currentAt: currentAt ?? null,
        drill: id === CONTROL ? null : inJson(drillOf(id)),
      }))
      return json({ replicating: found !== undefined, data })
    },
    {
      response: { 200: Type.Object({ replicating: Type.Boolean(), data: Type.Array(Replica) }), ...problems(401, 404) },
      detail: {
        summary: 'List replicas',
        description:
          'For each tenant and the control database: the last transaction seen, the last that is in the bucket, how many seconds the bucket is behind, and when it last had everything (lacking: it acknowledged something that it does not have, and is given that again); and its last drill: when its replica was restored and examined, and whether it passed.',
        tags: ['Operators'],
      },
    },
  )
