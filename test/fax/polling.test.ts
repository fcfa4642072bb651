import { expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listReceived, pollInbound } from '../../src/fax/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'
import { HARBOR_NUMBER, MAPLE_NUMBER } from '../support/offices.ts'

const poll = ({ control, tenants, carrier, log, now }: Faxing) => pollInbound({ control, tenants, carrier, log, clock: () => now.value })
const received = ({ harbor }: Faxing) => harbor.read((tx) => listReceived(tx, {}, { limit: 50 }).map(({ carrierId }) => carrierId))

test('an office whose file is damaged does not keep the faxes of another, and gets its own once it is restored', async () => {
  using faxing = openFaxing()
  const file = join(faxing.dataDir, faxing.ids.maple, 'tenant.db')
  const whole = await Bun.file(file).bytes()
  writeFileSync(file, Buffer.alloc(whole.length, 1))
  faxing.carrier.offer({ carrierId: 'to-maple', from: '+15552010100', to: MAPLE_NUMBER })
  faxing.carrier.offer({ carrierId: 'to-harbor', from: '+15552010100', to: HARBOR_NUMBER })
  expect([await poll(faxing), received(faxing)]).toEqual([1, ['to-harbor']])

  faxing.later(2 * 60 * 60_000)
  expect(await poll(faxing)).toBe(0)
  writeFileSync(file, whole)
  faxing.later(2 * 60 * 60_000)
  expect(await poll(faxing)).toBe(1)
  expect(faxing.maple.read((tx) => listReceived(tx, {}, { limit: 50 })).map(({ carrierId }) => carrierId)).toEqual(['to-maple'])
  expect([await poll(faxing), received(faxing)]).toEqual([0, ['to-harbor']])
})
