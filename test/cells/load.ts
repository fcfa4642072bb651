import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { openParts } from '../../src/parts.ts'
import { system } from '../../src/tenancy/index.ts'
import type { Office } from '../support/server.ts'
import { until } from '../support/server.ts'
import type { Cells, Machine } from './world.ts'

const PDF = readFileSync(join(import.meta.dir, '../fixtures/referral.pdf'))

export type Busy = {
  /** Names of contacts and numbers of faxes that were acknowledged, and those that were refused. */
  readonly acknowledged: Set<string>
  readonly refused: Set<string>
  readonly sent: Map<string, string>
  /** When each write was acknowledged. */
  readonly acks: number[]
  stop(): Promise<void>
}

/** People who write to an office without pause, and somebody who sends faxes, until stopped. Nobody tries the same thing twice. */
export function keepBusy(cells: Cells, office: Office, { writers = 3, sendEveryMs = 400, everyMs = 60 } = {}): Busy {
  const busy: Busy = { acknowledged: new Set(), refused: new Set(), sent: new Map(), acks: [], stop }
  let [over, count, faxes] = [false, 0, 0]

  async function write(): Promise<void> {
    while (!over) {
      const name = `Contact ${++count}`
      const fax = `+1555${String(2_000_000 + count)}`
      const answer = await cells
        .ask(office, '/api/contacts', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name, fax }),
        })
        .catch(() => undefined)
      await answer?.arrayBuffer()
      if (answer?.status === 201) {
        busy.acknowledged.add(name)
        busy.acks.push(performance.now())
      } else {
        busy.refused.add(`${name}: ${answer?.status ?? 'no answer'}`)
        await Bun.sleep(20)
      }
      await Bun.sleep(everyMs)
    }
  }

  async function send(): Promise<void> {
    for (; !over; await Bun.sleep(sendEveryMs)) {
      const to = `+1555${String(110_030 + faxes++ * 100).padStart(7, '0')}`
      const body = new FormData()
      body.set('to', to)
      body.append('files', new File([PDF], 'referral.pdf', { type: 'application/pdf' }))
      const answer = await cells.ask(office, '/api/faxes', { method: 'POST', body }).catch(() => undefined)
      const said = (await answer?.json().catch(() => undefined)) as { id?: string } | undefined
      if (answer?.status === 202 && said?.id) busy.sent.set(to, said.id)
      else busy.refused.add(`Fax ${to}: ${answer?.status ?? 'no answer'}`)
    }
  }

  const lines = [...Array.from({ length: writers }, write), ...(sendEveryMs > 0 ? [send()] : [])]
  async function stop(): Promise<void> {
    over = true
    await Promise.all(lines)
  }
  return busy
}

/** The longest time between two acknowledged writes that overlaps this span. */
export function pauseIn(acks: readonly number[], from: number, to: number): number {
  let longest = 0
  for (let n = 1; n < acks.length; n++) {
    const [before, after] = [acks[n - 1] as number, acks[n] as number]
    if (after >= from && before <= to) longest = Math.max(longest, after - before)
  }
  return longest
}

/** What an office's file holds, read where it lies with nobody's leave: also what ought not to be there. */
function columnAt({ dataDir, env }: Machine, office: Office, query: string): string[] {
  const config = readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: env['MASTER_KEY_FILE'] ?? '', LOG_LEVEL: 'error' })
  const beside = { opened() {}, closed() {}, makeWay: async (empty: () => void) => empty() }
  using parts = openParts(config, () => {}, undefined, undefined, beside)
  return parts.tenants.as(office.id, system('test')).read((tx) => tx.db.all<{ value: string }>(query).map(({ value }) => value))
}
export const contactsAt = (machine: Machine, office: Office): string[] => columnAt(machine, office, 'SELECT name AS value FROM contacts')
export const trailAt = (machine: Machine, office: Office): string[] =>
  columnAt(machine, office, "SELECT action AS value FROM audit_events WHERE action LIKE 'office.%' ORDER BY seq")

export type Judged = { readonly acknowledged: number; readonly refused: number; readonly lost: number; readonly doubled: number }

export function judgeWrites(busy: Busy, found: readonly string[]): Judged {
  const there = new Set(found)
  const lost = [...busy.acknowledged].filter((name) => !there.has(name)).length
  return { acknowledged: busy.acknowledged.size, refused: busy.refused.size, lost, doubled: found.length - there.size }
}

export type Sends = {
  readonly sent: number
  readonly delivered: number
  readonly called: number
  readonly missing: number
  readonly doubled: number
  readonly states: Record<string, number>
}

/** Waits until every fax is over, and asks the carrier what it was given. */
export async function judgeSends(cells: Cells, office: Office, busy: Busy, seconds = 60): Promise<Sends> {
  const states = new Map<string, string>()
  const isOver = (state: string | undefined) =>
    state !== undefined && ['delivered', 'failed', 'held', 'partial', 'canceled'].includes(state)
  await until(async () => {
    for (const [to, id] of busy.sent) {
      if (isOver(states.get(to))) continue
      const answer = await cells.ask(office, `/api/faxes/${id}`)
      const { status } = (await answer.json()) as { status: string }
      states.set(to, status)
    }
    return [...busy.sent.keys()].every((to) => isOver(states.get(to)))
  }, seconds).catch(() => undefined)
  const accepted = (await (await fetch(`${cells.carrier.url}/_control/accepted`)).json()) as { to: string }[]
  const calls = new Map<string, number>()
  for (const { to } of accepted) calls.set(to, (calls.get(to) ?? 0) + 1)
  const counted: Record<string, number> = {}
  for (const state of states.values()) counted[state] = (counted[state] ?? 0) + 1
  return {
    sent: busy.sent.size,
    delivered: counted['delivered'] ?? 0,
    called: accepted.length,
    missing: [...busy.sent.keys()].filter((to) => !calls.has(to)).length,
    doubled: [...calls.values()].filter((times) => times > 1).length,
    states: counted,
  }
}
