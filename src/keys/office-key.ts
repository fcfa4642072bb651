import { record } from '../audit/index.ts'
import type { Files } from '../files/index.ts'
import { AppError } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import {
  type Actor,
  type Control,
  getTenantRow,
  type KeyRing,
  rotateTenantKey,
  type TenantId,
  type Turned,
  type Turnstile,
} from '../tenancy/index.ts'
import { type Begun, finishing, Stopped } from './finishing.ts'
import { beginRotation, endRotation, listRunning, noteRotation, type Rotation } from './rotations.ts'

export type OfficeKeyDeps = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly files: Files
  readonly log: Log
  readonly turnstile?: Turnstile
  readonly guard?: { mayWrite(id: TenantId): void } | undefined
  /** The office has another file from now on. */
  readonly turned?: (id: TenantId) => Promise<void>
}

export type OfficeKeys = {
  /**
   * Gives an office a new key while it works: its database at once, its documents one by one after. Throws AppError not_found, and
   * conflict while this is under way already.
   */
  rotate(id: TenantId, actor: Actor): Begun
  /** At start: where a crash left a new key standing, its documents are resealed; where not, nothing was changed and the operator is told. */
  resume(): readonly Begun[]
  /** Leaves what is under way to the next start. */
  stop(): Promise<void>
}

const TOLD_EVERY = 100
const INTERRUPTED = 'The machine stopped before the new key stood. Nothing was changed; ask for it again.'

export function createOfficeKeys(deps: OfficeKeyDeps): OfficeKeys {
  const { control, files, log } = deps
  const underWay = new Set<Promise<Rotation>>()
  let stopping = false

  async function exchange(rotation: Rotation, id: TenantId, actor: Actor): Promise<void> {
    const turned = await rotateTenantKey(deps, id, { actor, write: (tx) => record(tx, 'office.key_rotated', id) })
    control.write((tx) => noteRotation(tx, rotation.id, told(turned)))
    await reseal(rotation, id)
  }

  async function reseal(rotation: Rotation, id: TenantId): Promise<void> {
    const { looked, damaged } = await files.resealAll(id, ({ looked: done }) => {
      if (stopping) throw new Stopped()
      if (done % TOLD_EVERY === 0) control.write((tx) => noteRotation(tx, rotation.id, { done }))
    })
    control.write((tx) => noteRotation(tx, rotation.id, { done: looked, total: looked }))
    if (damaged > 0)
      throw new AppError(
        'unavailable',
        `The office has its new key, but ${damaged} of its documents do not open, or are in a bucket out of reach.`,
      )
  }

  function begun(rotation: Rotation, work: () => Promise<void>): Begun {
    const ended = finishing({ control, log }, rotation, work)
    underWay.add(ended)
    void ended.finally(() => underWay.delete(ended))
    return { rotation, ended }
  }

  return {
    rotate(id, actor) {
      const rotation = control.write((tx) => {
        const keyTurns = getTenantRow(tx, id).keyTurns + 1
        return beginRotation(tx, { kind: 'tenant', tenantId: id, keyTurns }, actor.id)
      })
      return begun(rotation, () => exchange(rotation, id, actor))
    },
    resume() {
      const left = control.read((tx) =>
        listRunning(tx, 'tenant').map((rotation) => ({ rotation, id: rotation.tenantId as TenantId, stands: stands(tx, rotation) })),
      )
      for (const { rotation, stands } of left)
        if (!stands) control.write((tx) => endRotation(tx, rotation.id, { state: 'interrupted', why: INTERRUPTED }))
      return left.filter(({ stands }) => stands).map(({ rotation, id }) => begun(rotation, () => reseal(rotation, id)))
    },
    async stop() {
      stopping = true
      await Promise.all(underWay)
    },
  }
}

const told = ({ keyId, frozenMs }: Turned) => ({ step: 'resealing', keyId, frozenUs: Math.round(frozenMs * 1_000) }) as const
const stands = (tx: Parameters<typeof getTenantRow>[0], { tenantId, keyTurns }: Rotation): boolean =>
  getTenantRow(tx, tenantId as TenantId).keyTurns === keyTurns
