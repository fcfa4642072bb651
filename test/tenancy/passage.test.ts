import { expect, test } from 'bun:test'
import { allPapers, papersOf } from '../../src/tenancy/index.ts'
import { openOffices } from '../support/offices.ts'

test('the papers of all offices are those of each, with the keys it had before, and none of one that is being made', () => {
  using offices = openOffices()
  const { control, ids } = offices
  control.write((tx) =>
    tx.db.run(`INSERT INTO retired_keys (id, tenant_id, purpose, sealed, retired_at) VALUES ('k', '${ids.maple}', 'files', x'01', 5)`),
  )
  const each = control.read((tx) => [ids.maple, ids.harbor].map((id) => papersOf(tx, id)))
  expect(each.map(({ retired }) => retired.length)).toEqual([1, 0])
  expect(control.read(allPapers)).toEqual(each)
  control.write((tx) => tx.db.run(`UPDATE tenants SET state = 'making' WHERE id = '${ids.maple}'`))
  expect(control.read(allPapers)).toEqual(each.slice(1))
})
