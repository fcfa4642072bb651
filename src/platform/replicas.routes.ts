import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { CONTROL, type CopyStatus } from '../replication/index.ts'
import { type Control, listTenants } from '../tenancy/index.ts'
import { type AdmitOperator, json, operating, problems } from '../web/index.ts'

export type ReplicasDeps = {
  readonly admitOperator: AdmitOperator
  readonly control: Control
  /** undefined when nothing is replicated. */
  readonly replicas: () => Promise<CopyStatus[] | undefined>
}

const OrNothing = Type.Union([Type.Integer(), Type.Null()])
const Replica = Type.Object({
  id: Type.String({ description: 'A tenant, or control' }),
  slug: Type.Union([Type.String(), Type.Null()]),
  state: Type.Union([Type.Literal('current'), Type.Literal('behind'), Type.Literal('never')]),
  txid: OrNothing,
  replicatedTxid: OrNothing,
  behindSeconds: Type.Number(),
  currentAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})

/** How each tenant's replica stands, for operators. */
export const replicasApi = ({ admitOperator, control, replicas }: ReplicasDeps): AnyElysia =>
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
      }))
      return json({ replicating: found !== undefined, data })
    },
    {
      response: { 200: Type.Object({ replicating: Type.Boolean(), data: Type.Array(Replica) }), ...problems(401, 404) },
      detail: {
        summary: 'List replicas',
        description:
          'For each tenant and the control database: the last transaction seen, the last that is in the bucket, how many seconds the bucket is behind, and when it last had everything.',
        tags: ['Operators'],
      },
    },
  )
