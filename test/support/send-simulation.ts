import { seeded } from '../../bench/seeded.ts'
import {
  advance,
  afterAsk,
  afterCall,
  type CarrierFax,
  type LookAnswer,
  nextMove,
  type OpenAttempt,
  SEND_TIMEOUT_MS,
  type SendAnswer,
} from '../../src/fax/index.ts'

/*
 * A world of a few faxes, one app that crashes and one carrier that misbehaves, on a virtual clock. The app keeps what its database
 * would keep and forgets the rest when it crashes; the rules it follows are the real ones (src/fax/protocol.ts).
 */

export type Strategy = { readonly graceMs: number; readonly resendBlindly?: boolean }
export type Verdict = { readonly violations: readonly string[]; readonly posts: number; readonly crashes: number }

type Attempt = {
  id: number
  fax: number
  state: 'calling' | 'accepted' | 'delivered' | 'failed' | 'absent'
  stage: string | null
  askedAt: number
}
type Job = { fax: number; runAt: number; busy: boolean }
type Taken = { attempt: number; fax: number; listedAt: number; outcome: 'delivered' | 'failed'; endsAt: number }

const FAXES = 6
const LATEST_ACCEPT_MS = 30_000
const LEASE_MS = 60_000
const END = 6 * 60 * 60_000

export function simulate(seed: number, strategy: Strategy): Verdict {
  const chance = seeded(seed)
  const between = (low: number, high: number) => low + chance() * (high - low)
  const queue: { at: number; run: () => void }[] = []
  const at = (time: number, run: () => void) => void queue.push({ at: time, run })
  let now = 0
  let epoch = 0
  let posts = 0
  let crashes = 0

  // What the tenant's file holds.
  const attempts: Attempt[] = []
  const status: ('queued' | 'sending' | 'delivered' | 'failed' | 'held')[] = Array.from({ length: FAXES }, () => 'queued')
  const jobs: Job[] = status.map((_, fax) => ({ fax, runAt: between(0, 5_000), busy: false }))
  const seen = new Set<string>()
  // What the carrier holds.
  const taken: Taken[] = []
  const unavailable = chance() < 0.3 ? [between(0, 200_000), between(0, 400_000)].sort((a, b) => a - b) : [0, 0]

  const openOf = (fax: number) => attempts.find((each) => each.fax === fax && (each.state === 'calling' || each.state === 'accepted'))
  const asOpen = (attempt: Attempt): OpenAttempt => ({ state: attempt.state, askedAt: attempt.askedAt })

  /** The answer comes back only to the process that asked. */
  const reply = (delay: number, run: () => void) => {
    const asker = epoch
    at(now + delay, () => {
      if (epoch === asker) run()
    })
  }

  function work(job: Job): void {
    if (status[job.fax] === 'delivered' || status[job.fax] === 'failed' || status[job.fax] === 'held') return retire(job)
    const open = openOf(job.fax)
    const move = nextMove(open && asOpen(open), now, strategy.graceMs)
    if (move.do === 'nothing') return retire(job)
    if (move.do === 'wait') return put(job, now + move.inMs)
    job.busy = true
    if (move.do === 'ask' && open) return ask(job, open)
    const attempt: Attempt = { id: attempts.length, fax: job.fax, state: 'calling', stage: null, askedAt: now }
    attempts.push(attempt)
    status[job.fax] = 'sending'
    post(job, attempt)
  }

  function post(job: Job, attempt: Attempt): void {
    posts++
    const settle = (answer: SendAnswer) =>
      rule(job, attempt, strategy.resendBlindly && answer.is === 'unknown' ? { is: 'later', cause: '', inMs: 0 } : answer)
    const roll = chance()
    const fast = between(5, 400)
    if (isDown())
      return reply(fast, () => settle(chance() < 0.5 ? { is: 'later', cause: 'carrier_unreachable', inMs: 15_000 } : { is: 'unknown' }))
    if (roll < 0.1) return reply(fast, () => settle({ is: 'later', cause: 'rate_limited', inMs: 10_000 }))
    if (roll < 0.2) return reply(between(0, SEND_TIMEOUT_MS), () => settle({ is: 'unknown' }))
    // Taken, but when, and does the answer arrive?
    const late = roll < 0.45
    const acceptIn = late ? between(0, SEND_TIMEOUT_MS + LATEST_ACCEPT_MS) : fast
    at(now + acceptIn, () => accept(attempt))
    if (late || roll < 0.6) return reply(Math.min(SEND_TIMEOUT_MS, between(0, SEND_TIMEOUT_MS * 1.2)), () => settle({ is: 'unknown' }))
    reply(acceptIn + between(1, 50), () => settle({ is: 'accepted', carrierId: String(attempt.id) }))
  }

  function accept(attempt: Attempt): void {
    const outcome = chance() < 0.2 ? 'failed' : 'delivered'
    const call: Taken = { attempt: attempt.id, fax: attempt.fax, listedAt: now, outcome, endsAt: now + between(1_000, 120_000) }
    taken.push(call)
    const webhooks: [string, number][] = [
      ['queued', now],
      ['media.processed', now + 500],
      ['sending', now + 1_000],
      [outcome, call.endsAt],
    ]
    for (const [word, time] of webhooks) {
      if (chance() < 0.15) continue
      const copies = chance() < 0.3 ? 2 : 1
      for (let copy = 0; copy < copies; copy++) at(time + between(0, chance() < 0.2 ? 60_000 : 300), () => webhook(call, word))
    }
  }

  function webhook(call: Taken, word: string): void {
    if (chance() < 0.1) return
    const id = `${call.attempt}/${word}`
    if (seen.has(id)) return
    seen.add(id)
    learn(call, word)
  }

  function learn(call: Taken, word: string): void {
    const attempt = attempts[call.attempt]
    if (!attempt) return
    if (attempt.state === 'absent') {
      if (word === 'delivered' && status[call.fax] !== 'delivered') status[call.fax] = 'delivered'
      return
    }
    const told = advance(attempt, word)
    if (attempt.state === 'calling') attempt.state = 'accepted'
    if (told === 'stage') attempt.stage = word
    if (told === 'delivered' || told === 'failed') end(attempt, told)
  }

  function end(attempt: Attempt, outcome: 'delivered' | 'failed'): void {
    attempt.state = outcome
    status[attempt.fax] = outcome
    // A failed call is made again, as a busy line would be: a few times.
    const tries = attempts.filter((each) => each.fax === attempt.fax && each.state === 'failed').length
    if (outcome === 'delivered' || tries >= 3) return
    status[attempt.fax] = 'queued'
    const live = jobs.find((job) => job.fax === attempt.fax)
    if (!live) jobs.push({ fax: attempt.fax, runAt: now + 30_000, busy: false })
    else if (!live.busy) live.runAt = now + 30_000
  }

  function ask(job: Job, attempt: Attempt): void {
    const found = taken.find((call) => call.attempt === attempt.id && call.listedAt <= now)
    const answer: LookAnswer =
      isDown() || chance() < 0.1 ? { is: 'unavailable' } : found ? { is: 'found', fax: carrierFax(attempt) } : { is: 'absent' }
    reply(between(5, 500), () => {
      if (attempt.state !== 'calling') return follow(job)
      const ruling = afterAsk(asOpen(attempt), answer, now)
      if (ruling.is === 'accepted') attempt.state = 'accepted'
      else if (ruling.is === 'absent') return close(job, attempt, ruling.inMs)
      else if (ruling.is === 'wait') return put(job, now + ruling.inMs)
      else if (ruling.is === 'hold') status[attempt.fax] = 'held'
      retire(job)
    })
  }

  function rule(job: Job, attempt: Attempt, answer: SendAnswer): void {
    if (attempt.state !== 'calling') return follow(job)
    const ruling = afterCall(asOpen(attempt), answer, now)
    if (ruling.is === 'accepted') attempt.state = 'accepted'
    else if (ruling.is === 'absent') return close(job, attempt, ruling.inMs)
    else if (ruling.is === 'wait')
      return put(
        job,
        now + (strategy.graceMs < 60_000 ? Math.max(0, attempt.askedAt + SEND_TIMEOUT_MS + strategy.graceMs - now) : ruling.inMs),
      )
    retire(job)
  }

  function close(job: Job, attempt: Attempt, inMs: number): void {
    attempt.state = 'absent'
    status[attempt.fax] = 'queued'
    put(job, now + inMs)
  }

  const follow = (job: Job) => (status[job.fax] === 'queued' ? put(job, now + 30_000) : retire(job))
  const put = (job: Job, runAt: number) => void Object.assign(job, { runAt, busy: false })
  const retire = (job: Job) => void jobs.splice(jobs.indexOf(job), 1)
  const isDown = () => now >= (unavailable[0] ?? 0) && now < (unavailable[1] ?? 0)
  const carrierFax = (attempt: Attempt) => ({ carrierId: String(attempt.id), status: 'queued' }) as CarrierFax

  /** Everything in flight is forgotten; a lease later, or at once, the jobs are anybody's again. */
  function crash(): void {
    epoch++
    crashes++
    const back = now + (chance() < 0.5 ? between(100, 3_000) : LEASE_MS)
    for (const job of jobs) if (job.busy) put(job, back)
  }

  /** The watch: asks about calls whose webhooks did not come. */
  function watch(): void {
    for (const call of taken) {
      const attempt = attempts[call.attempt]
      if (attempt?.state === 'accepted' && now - attempt.askedAt > 300_000) learn(call, call.endsAt <= now ? call.outcome : 'sending')
    }
  }

  for (let count = 3 + Math.floor(chance() * 5); count > 0; count--) at(between(0, 150_000), crash)
  for (let time = 300_000; time < END; time += 300_000) at(time, watch)

  while (now < END) {
    const next = queue.reduce<number>((least, each, index) => (each.at < (queue[least]?.at ?? Number.POSITIVE_INFINITY) ? index : least), 0)
    const due = jobs
      .filter((job) => !job.busy)
      .reduce<Job | undefined>((least, job) => (job.runAt < (least?.runAt ?? Number.POSITIVE_INFINITY) ? job : least), undefined)
    const event = queue[next]
    if (due && due.runAt <= (event?.at ?? Number.POSITIVE_INFINITY)) {
      now = Math.max(now, due.runAt)
      work(due)
    } else if (event) {
      queue.splice(next, 1)
      now = Math.max(now, event.at)
      event.run()
    } else break
    if (queue.length === 0 && jobs.length === 0) break
  }
  return { violations: judge(), posts, crashes }

  function judge(): string[] {
    const wrong: string[] = []
    for (let fax = 0; fax < FAXES; fax++) {
      const delivered = taken.filter((call) => call.fax === fax && call.outcome === 'delivered').length
      if (delivered > 1) wrong.push(`seed ${seed}: fax ${fax} was delivered ${delivered} times`)
      if (status[fax] === 'queued' || status[fax] === 'sending') wrong.push(`seed ${seed}: fax ${fax} never ended (${status[fax]})`)
      if (status[fax] === 'delivered' && delivered === 0) wrong.push(`seed ${seed}: fax ${fax} is said to be delivered and was not`)
      if (status[fax] === 'failed' && delivered > 0) wrong.push(`seed ${seed}: fax ${fax} is said to have failed and was delivered`)
    }
    return wrong
  }
}
