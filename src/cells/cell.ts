import { unavailable } from '../kit/errors.ts'
import { type Actor, findTenantBySlug, getTenantRow, type TenantId } from '../tenancy/index.ts'
import { type Arriving, createArriving } from './arriving.ts'
import { type Departure, findDeparture, findDepartureBySlug } from './departures.ts'
import type { CellOptions } from './deps.ts'
import { COME_BACK_SECONDS, ELSEWHERE } from './guard.ts'
import { createLeaving, type Leaving } from './leaving.ts'
import { createWatch } from './watch.ts'

/** `wait`: it is just being moved, and where it will be is known in a moment. */
export type Where = { readonly is: 'here' | 'wait' | 'unserved' | 'unknown' } | { readonly is: 'elsewhere'; readonly replay: string }
export type Asked = { readonly slug: string } | { readonly id: string } | { readonly number: string }

/** One of several machines that share a bucket. */
export type Cell = Pick<Leaving, 'begin' | 'abandon'> & {
  readonly name: string
  readonly others: readonly string[]
  /** Whether it may write. */
  readonly leased: boolean
  takeOver(slug: string, actor: Actor): Promise<Date>
  /** For who was let in: call it when they are gone. */
  enter(slug: string): () => void
  /** How to send it on; undefined for what is served here or by nobody. Waits while an office is being moved. Throws AppError unavailable. */
  sendOn(asked: Asked, hops: number): Promise<string | undefined>
  where(asked: Asked, hops: number): Where
  stop(): Promise<void>
}

const WAIT_MS = 10_000
const LOOK_MS = 20
/** So often a request may be sent on: knowledge of a move travels in less. */
const MOST_HOPS = 4

export function startCell(options: CellOptions): Cell {
  const { control, whereabouts, guard, cell, doors } = options
  const leaving = createLeaving(options)
  const arriving: Arriving = createArriving(options)
  const watch = createWatch({ ...options, leaving, arriving })

  function where(asked: Asked, hops: number): Where {
    const id = idOf(asked)
    const departed = departureOf(asked, id)
    if (departed) return arriving.expects(departed.id) && hops > 0 ? { is: 'wait' } : standing(departed)
    if ('slug' in asked && doors.isClosed(asked.slug)) return { is: 'wait' }
    if (id !== undefined && isHere(id)) return { is: guard.holds() ? 'here' : 'unserved' }
    if (id !== undefined && hops > 0 && arriving.expects(id)) return { is: 'wait' }
    const other = elsewhere(asked)
    return other ? { is: 'elsewhere', replay: whereabouts.replayTo(other.cell) } : { is: 'unknown' }
  }

  function departureOf(asked: Asked, id: TenantId | undefined): Departure | undefined {
    const found = control.read((tx) => {
      if (id !== undefined) return findDeparture(tx, id)
      return 'slug' in asked ? findDepartureBySlug(tx, asked.slug) : undefined
    })
    return found?.frozen ? found : undefined
  }

  const standing = ({ state, cell: to }: Departure): Where => {
    if (state === 'leaving') return { is: 'wait' }
    return to === cell ? { is: 'unserved' } : { is: 'elsewhere', replay: whereabouts.replayTo(to) }
  }

  function idOf(asked: Asked): TenantId | undefined {
    if ('id' in asked) return asked.id as TenantId
    return 'number' in asked ? options.numberOf(asked.number) : control.read((tx) => findTenantBySlug(tx, asked.slug))?.id
  }

  function isHere(id: TenantId): boolean {
    try {
      return control.read((tx) => getTenantRow(tx, id)).state !== 'making'
    } catch {
      return false
    }
  }

  function elsewhere(asked: Asked) {
    if ('slug' in asked) return whereabouts.bySlug(asked.slug)
    return 'id' in asked ? whereabouts.byId(asked.id) : whereabouts.byNumber(asked.number)
  }

  async function sendOn(asked: Asked, hops: number): Promise<string | undefined> {
    let found = where(asked, hops)
    if (found.is === 'unknown' && (await watch.hearSoon())) found = where(asked, hops)
    for (const deadline = options.now() + WAIT_MS; found.is === 'wait' && options.now() < deadline; found = where(asked, hops))
      await Bun.sleep(LOOK_MS)
    if (found.is === 'wait' || found.is === 'unserved') throw unavailable(ELSEWHERE, COME_BACK_SECONDS)
    if (found.is !== 'elsewhere') return undefined
    if (hops >= MOST_HOPS) throw unavailable(ELSEWHERE, COME_BACK_SECONDS)
    return `${found.replay};state=${hops + 1}`
  }

  return {
    name: cell,
    get others() {
      return whereabouts.cells
    },
    get leased() {
      return guard.holds()
    },
    begin: leaving.begin,
    abandon: leaving.abandon,
    async takeOver(slug, actor) {
      await whereabouts.hear()
      const office = whereabouts.bySlug(slug)
      if (!office) throw unavailable('No other cell has said that it has an office of this name.')
      return arriving.takeOver(office, actor)
    },
    enter: doors.enter,
    sendOn,
    where,
    stop: () => watch.stop(),
  }
}
