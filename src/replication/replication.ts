import { describeError } from '../kit/log.ts'
import { begin, type Copy, type Ended, end, isShipped, isWanted, mend, newCopy, nextStep, ship, suspect } from './copy.ts'
import { serveKeys } from './key-socket.ts'
import { logBytes, readMark } from './mark.ts'
import { CONTROL, type Copied } from './places.ts'
import type { Replication, ReplicationDeps } from './port.ts'
import { createProver } from './prover.ts'
import { STALE_MS, standingOf } from './standing.ts'

const AT_ONCE = 8
const LEAVE_SECONDS = 10
const SOON_MS = 25
const OFFICES_AT_ONCE = 50
/** Long enough for what follows when an office is left. */
const AWAY_MS = 60_000
const STEPS = { begin, ship, mend, end } as const
type Step = keyof typeof STEPS
const MOST_LOG_BYTES = 32 * 1024 * 1024

/** Belongs to one thread, which the other tells what it opens and closes: a file counts as open while either has it. */
export function startReplication(deps: ReplicationDeps): Replication {
  const { now, log, replicator } = deps
  const copies = new Map<Copied, Copy>()
  const busy = new Map<Copy, Promise<void>>()
  const control = copyOf(CONTROL)
  let [isUp, isReachable, isOver, looking] = [true, true, false, false]

  const keys = serveKeys(deps.keySocket, (path) => {
    const copy = copies.values().find((each) => each.path === path)
    return copy && (copy.state !== 'idle' || busy.has(copy)) ? deps.keyHex(copy.id) : undefined
  })

  const prover = createProver(deps, {
    isDue: (copy) => copy.doubt !== 'unreadable' && !isOver && isUp && isReachable && copy.state === 'shipping' && !busy.has(copy),
    copies: () => copies.values(),
    done: pump,
  })

  function copyOf(id: Copied): Copy {
    const copy = copies.get(id) ?? newCopy(deps.fileOf(id), id)
    copies.set(id, copy)
    return copy
  }

  /** Offices wait for the control database: without it their replicas cannot be read. */
  function pump(): void {
    if (isOver || !isUp) return
    advance(control)
    if (control.state !== 'shipping' || !isReachable) return
    for (const copy of copies.values()) {
      if (busy.size >= AT_ONCE) return
      advance(copy)
    }
  }

  function advance(copy: Copy): void {
    const step = busy.has(copy) ? undefined : nextStep(copy, now())
    if (step === undefined) return
    const work = take(step, copy).finally(() => {
      busy.delete(copy)
      if (copy.state === 'idle' && !isWanted(copy) && copies.get(copy.id) === copy) copies.delete(copy.id)
      pump()
    })
    busy.set(copy, work)
  }

  async function take(step: Step, copy: Copy): Promise<void> {
    const ended = await STEPS[step](deps, copy).catch((error: unknown): Ended => {
      log('error', 'replication.failed', { tenant: copy.id, step, ...describeError(error) })
      copy.restsUntil = now() + 60_000
      return 'refused'
    })
    if (ended === 'away') lose()
    if (ended === 'refused') log('warn', 'replication.refused', { tenant: copy.id, step })
    if (ended === 'refused' && copy === control) isReachable = false
  }

  /** A replicator that is gone knows nothing when it comes back; until then SQLite empties the logs. */
  function lose(): void {
    if (isUp) log('error', 'replication.away', { registered: [...copies.values()].filter(({ state }) => state !== 'idle').length })
    isUp = false
    for (const copy of copies.values()) forgetRegistration(copy)
  }

  function forgetRegistration(copy: Copy): void {
    if (copy.state === 'idle') return
    copy.state = 'idle'
    copy.unshipped = true
    copy.lackingSince ??= copy.syncedAt ?? now()
  }

  /** Its list is the truth: what it forgot was lost by a restart, what it has and we do not know is of a process before this one. */
  function compare(listed: ReadonlyMap<string, number | undefined>): void {
    const known = new Map([...copies.values()].map((copy) => [copy.path, copy]))
    for (const [path, syncedAt] of listed) {
      const copy = known.get(path) ?? found(path)
      if (copy?.state === 'shipping') copy.syncedAt = Math.max(copy.syncedAt ?? 0, syncedAt ?? 0)
    }
    for (const copy of copies.values()) if (!busy.has(copy) && !listed.has(copy.path)) forgetRegistration(copy)
  }

  function found(path: string): Copy | undefined {
    const id = deps.offices().find((each) => deps.fileOf(each) === path)
    const copy = id && copyOf(id)
    if (copy) copy.state = 'shipping'
    return copy
  }

  /** Nobody else empties the log of a file that is not shipped. Cut to nothing it costs a whole copy later: better than a full disk. */
  function boundLogs(): void {
    for (const copy of copies.values())
      if (copy.state !== 'shipping' && !busy.has(copy) && logBytes(copy.path) > MOST_LOG_BYTES) deps.emptyLog(copy.id)
  }

  const isStale = (copy: Copy) => copy.state === 'shipping' && now() - (copy.syncedAt ?? 0) > STALE_MS

  /** The replicator tries again later and later by itself; asked, it tries at once. */
  async function press(): Promise<void> {
    if (isStale(control) || !isReachable) {
      const was = isReachable
      isReachable = control.state === 'shipping' && (await ship(deps, control)) === 'done'
      if (was !== isReachable) log(isReachable ? 'info' : 'error', isReachable ? 'replication.reachable' : 'replication.unreachable')
    }
    if (isReachable) for (const copy of copies.values()) if (isStale(copy) && !busy.has(copy) && busy.size < AT_ONCE) again(copy)
  }

  function again(copy: Copy): void {
    busy.set(
      copy,
      take('ship', copy).finally(() => void busy.delete(copy)),
    )
  }

  async function look(): Promise<void> {
    if (isOver || looking) return
    looking = true
    try {
      const answer = await replicator.list()
      if (answer.is !== 'done') return lose()
      if (!isUp) log('info', 'replication.back')
      isUp = true
      compare(new Map(answer.files.map(({ path, syncedAt }) => [path, syncedAt])))
      pump()
      await press()
      prover.run()
    } finally {
      boundLogs()
      looking = false
    }
  }

  return {
    opened(id, by) {
      const copy = copyOf(id)
      copy.holders.add(by)
      pump()
    },
    closed(id, by) {
      const copy = copyOf(id)
      copy.holders.delete(by)
      if (copy.state === 'idle' && copy.holders.size === 0 && !busy.has(copy)) {
        copy.unshipped = !isShipped(deps.bucket, copy.path)
        if (!copy.unshipped) copies.delete(id)
      }
      pump()
    },
    async turned(id) {
      const last = copies.get(id)
      if (!last) return
      const next = { ...newCopy(deps.fileOf(id), id), holders: last.holders, unshipped: true, lackingSince: now(), doubt: 'none' as const }
      copies.set(id, next)
      await busy.get(last)
      // It ships what it has yet to see; the new file's replica is another one.
      if (last.state !== 'idle') await replicator.unregister(last.path, LEAVE_SECONDS)
      last.state = 'idle'
      pump()
    },
    look,
    async search() {
      const offices = deps.offices()
      for (let at = 0; at < offices.length && !isOver; at += OFFICES_AT_ONCE) {
        for (const id of offices.slice(at, at + OFFICES_AT_ONCE))
          if (!copies.has(id) && !isShipped(deps.bucket, deps.fileOf(id))) copyOf(id).unshipped = true
        await Bun.sleep(0)
      }
      pump()
    },
    async leave(id) {
      const copy = copies.get(id)
      if (!copy) return
      while (busy.has(copy)) await busy.get(copy)
      if (copy.state === 'idle') return
      await replicator.unregister(copy.path, LEAVE_SECONDS)
      forgetRegistration(copy)
      copy.restsUntil = now() + AWAY_MS
    },
    async makeWay(empty) {
      while (busy.has(control)) await busy.get(control)
      const work = replicator
        .unregister(control.path, LEAVE_SECONDS)
        .then(() => {
          forgetRegistration(control)
          empty()
        })
        .finally(() => {
          busy.delete(control)
          pump()
        })
      busy.set(
        control,
        work.catch(() => {}),
      )
      await work
    },
    isShipping: (id) => copies.has(id),
    doubt(id) {
      suspect(deps, copyOf(id))
      pump()
    },
    async shipped(id, over) {
      while (!over?.aborted) {
        const copy = copies.get(id)
        if (copy) await busy.get(copy)
        if (copy?.holders.size === 0 || !copy) {
          const path = deps.fileOf(id)
          if ((!copy || copy.state === 'idle') && isShipped(deps.bucket, path)) return readMark(path)?.txid ?? 0
          copyOf(id).unshipped = true
        }
        pump()
        await Bun.sleep(SOON_MS)
      }
      return undefined
    },
    async kept(id, over) {
      const since = now()
      const isKept = (copy: Copy) => (copy.state === 'idle' ? isShipped(deps.bucket, copy.path) : (copy.syncedAt ?? 0) > since)
      while (!isOver && !over?.aborted) {
        const lacking = [control, copyOf(id)].filter((copy) => !isKept(copy))
        if (lacking.length === 0) return
        // Its own next time may be far off after a failure.
        for (const copy of lacking) if (isUp && copy.state === 'shipping' && !busy.has(copy) && copy.restsUntil <= now()) again(copy)
        await Bun.sleep(SOON_MS)
      }
    },
    async settled() {
      while (busy.size > 0 || prover.running) await Promise.all([prover.running, ...busy.values()])
    },
    get standing() {
      return standingOf([...copies.values()], { isUp, isReachable, now: now() })
    },
    [Symbol.dispose]() {
      isOver = true
      keys[Symbol.dispose]()
    },
  }
}
