import { expect, test } from 'bun:test'
import { newFax } from '../../carrier/fax.ts'
import { createGate } from '../../carrier/gate.ts'
import { createLedger } from '../../carrier/ledger.ts'

function fax(clientState: string) {
  return newFax({ direction: 'outbound', connectionId: '1', to: '+15552010001', from: '+15552010100', clientState })
}

test('only the newest faxes are remembered, and the forgotten are given back', () => {
  const forgotten: string[] = []
  const ledger = createLedger(10, (old) => forgotten.push(old.clientState ?? ''))
  const all = Array.from({ length: 25 }, (_, number) => fax(String(number)))
  for (const one of all) ledger.add(one)
  const kept = [...ledger.newest()].map((one) => one.clientState)
  expect(kept[0]).toBe('24')
  expect(kept.length).toBeLessThanOrEqual(11)
  expect(ledger.acceptedByState().size).toBe(kept.length)
  expect(forgotten).toHaveLength(25 - kept.length)
  expect(ledger.find(all[0]?.id ?? '')).toBeUndefined()
})

test('a deleted fax still counts as accepted', () => {
  const ledger = createLedger(10, () => {})
  const one = fax('once')
  ledger.add(one)
  ledger.remove(one)
  expect([...ledger.newest()]).toEqual([])
  expect(ledger.accepted()).toMatchObject([{ clientState: 'once' }])
})

test('a gate lets as many through as it is wide, and the others in the order they came', async () => {
  const gate = createGate(2)
  const done: number[] = []
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 6 }, (_, number) =>
      gate.through(async () => {
        inside += 1
        most = Math.max(most, inside)
        await Promise.resolve()
        inside -= 1
        done.push(number)
      }),
    ),
  )
  expect(most).toBe(2)
  expect(done).toEqual([0, 1, 2, 3, 4, 5])
})
