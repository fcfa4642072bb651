import type { Rotation } from '../keys/index.ts'
import type { Desk } from './desk.ts'

export type SentFax = {
  readonly id: string
  readonly status: string
  readonly timeline: readonly { readonly at: string; readonly action: string; readonly message: string }[]
}

const LOOK_MS = 500
/** `held` waits for a person, so nobody should wait for it here. */
const OVER: ReadonlySet<string> = new Set(['delivered', 'partial', 'failed', 'canceled', 'held'])
/** Our own looking. */
const UNSAID = 'fax.viewed'

/** Says each new line of the fax's timeline until it is over or the time is up; gives the fax as it then was. */
export async function followFax(desk: Desk, id: string, seconds: number, say: (line: string) => void): Promise<SentFax> {
  const deadline = Date.now() + seconds * 1_000
  let told = 0
  for (;;) {
    const fax = (await desk.ask('GET', `/api/faxes/${id}`)) as SentFax
    const lines = fax.timeline.filter(({ action }) => action !== UNSAID)
    for (const { at, message } of lines.slice(told)) say(`${at.slice(11, 19)}  ${message}`)
    told = lines.length
    if (OVER.has(fax.status)) return fax
    if (Date.now() >= deadline) {
      say(`Not over after ${seconds} s; it goes on without us.`)
      return fax
    }
    await Bun.sleep(LOOK_MS)
  }
}

export type FollowedMove = {
  readonly state: string
  readonly step: string
  readonly to: string
  readonly why: string | null
  readonly frozenMs: number | null
  readonly endedAt: string | null
}

/** Says each step of a move until it is over. */
export async function followMove(desk: Desk, id: string, say: (line: string) => void): Promise<FollowedMove> {
  for (let told = ''; ; await Bun.sleep(LOOK_MS)) {
    const move = (await desk.ask('GET', `/api/admin/tenants/${id}/moves`)) as FollowedMove
    if (move.step !== told) say(move.step)
    told = move.step
    if (move.endedAt !== null) return move
  }
}

type FollowedRotation = Pick<Rotation, 'step' | 'state' | 'why' | 'keyId' | 'done'>

/** Says how far the exchange of a key is until it has ended, however that may be. */
export async function followRotation(desk: Desk, id: string, say: (line: string) => void): Promise<FollowedRotation> {
  let told = ''
  for (;;) {
    const rotation = (await desk.ask('GET', `/api/admin/key-rotations/${id}`)) as FollowedRotation
    const line = `${rotation.step}  ${rotation.done}`
    if (rotation.state !== 'running') return rotation
    if (line !== told) say(line)
    told = line
    await Bun.sleep(LOOK_MS)
  }
}
