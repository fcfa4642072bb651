import { expect, test } from 'bun:test'
import { createWhereabouts } from '../../src/cells/index.ts'
import { openOffices } from '../support/offices.ts'
import { memoryLeases } from './memory-leases.ts'

test('a cell that is lost, or cannot be understood, hides nothing of what the others say', async () => {
  using offices = openOffices()
  const { control, keys, ids } = offices
  const store = memoryLeases()
  const at = (cell: string) => createWhereabouts({ store, control, keys, cell, replay: `instance=${cell}`, numbers: () => new Map() })
  await store.replace('directories/a', Buffer.from('nobody understands this'))
  await at('z').tell()
  // It moved from z, which still says that it has it.
  control.write((tx) => tx.db.run(`UPDATE tenants SET epoch = 1 WHERE id = '${ids.maple}'`))
  await at('b').tell()
  const anew = at('c')
  await expect(anew.hear()).rejects.toThrow()
  expect([anew.bySlug('maple')?.cell, anew.byId(ids.maple)?.cell, [...anew.cells].sort()]).toEqual(['b', 'b', ['b', 'z']])
})
