import { expect, test } from 'bun:test'
import { isWithin, parseNetwork } from '../../src/kit/networks.ts'

const within = (address: string, ...blocks: string[]) =>
  isWithin(
    address,
    blocks.map((each) => {
      const network = parseNetwork(each)
      if (!network) throw new Error(`${each} is no network.`)
      return network
    }),
  )

test.each([
  ['203.0.113.7', '203.0.113.7', '203.0.113.8'],
  ['203.0.113.0/24', '203.0.113.255', '203.0.114.0'],
  ['203.0.113.128/25', '203.0.113.128', '203.0.113.127'],
  ['203.0.113.6/31', '203.0.113.7', '203.0.113.8'],
  ['10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
  ['2001:db8::/32', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['2001:db8::7', '2001:0DB8:0:0:0:0:0:7', '2001:db8::8'],
  ['2001:db8:0:8000::/49', '2001:db8:0:ffff::1', '2001:db8:0:7fff::1'],
  ['fe80::/10', 'febf::1%eth0', 'fec0::1'],
  ['::1', '::1', '::2'],
])('%s holds %s and not %s', (block, inside, outside) => {
  expect([within(inside, block), within(outside, block)]).toEqual([true, false])
})

test('every length of both kinds ends where it says', () => {
  for (let bits = 0; bits <= 32; bits++) {
    const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
    const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.')
    const base = (0xcb007155 & mask) >>> 0
    const block = `${dotted(base)}/${bits}`
    expect([block, within(dotted(base), block), within(dotted((base | ~mask) >>> 0), block)]).toEqual([block, true, true])
    if (bits > 0) expect([block, within(dotted((base ^ (1 << (32 - bits))) >>> 0), block)]).toEqual([block, false])
    if (bits < 32) expect(parseNetwork(`${dotted((base | 1) >>> 0)}/${bits}`)).toBeUndefined()
  }
  const colons = (value: bigint) =>
    Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16)).join(':')
  const all = (1n << 128n) - 1n
  for (let bits = 0n; bits <= 128n; bits++) {
    const rest = (1n << (128n - bits)) - 1n
    const base = 0x20010db8aaaa5555aaaa5555aaaa5555n & (all ^ rest)
    const block = `${colons(base)}/${bits}`
    expect([block, within(colons(base), block), within(colons(base | rest), block)]).toEqual([block, true, true])
    if (bits > 0n) expect([block, within(colons(base ^ (rest + 1n)), block)]).toEqual([block, false])
  }
})

test('an IPv4 address is the same however it is written, and is in no block of the other kind', () => {
  for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '::ffff:cb00:7107', '::FFFF:CB00:7107'])
    expect([address, within(address, '203.0.113.0/24'), within(address, '2001:db8::/32')]).toEqual([address, true, false])
  expect(within('203.0.113.7', '::ffff:0:0/96')).toBe(true)
  expect(within('::cb00:7107', '203.0.113.0/24')).toBe(false)
  expect(within('2001:db8::1', '0.0.0.0/0')).toBe(false)
  expect([within('203.0.113.7', '::/0'), within('2001:db8::1', '::/0')]).toEqual([true, true])
})

test('one of several is enough, none is nowhere, and what is no address is in nothing', () => {
  expect(within('198.51.100.9', '203.0.113.0/24', '198.51.100.9')).toBe(true)
  expect(within('198.51.100.9')).toBe(false)
  for (const text of ['', 'unknown', '203.0.113.7, 10.0.0.1', '203.0.113', '203.0.113.07', 'localhost', '[::1]', '1:2:3'])
    expect([text, within(text, '0.0.0.0/0', '::/0')]).toEqual([text, false])
})

test.each([
  '',
  ' ',
  'maple.test',
  '203.0.113',
  '203.0.113.256',
  '203.0.113.07',
  '203.0.113.0/33',
  '203.0.113.0/',
  '203.0.113.0/24/8',
  '203.0.113.0/-1',
  '203.0.113.0/024',
  '203.0.113.0/2e1',
  '203.0.113.7/24',
  '203.0.113.0/255.255.255.0',
  '203.0.113.0-203.0.113.9',
  '203.0.113.*',
  '0xcb.0.113.7',
  '2001:db8::/129',
  '2001:db8::1/64',
  '2001:db8::1::2',
  '1:2:3:4:5:6:7:8:9',
  'fe80::1%eth0',
  '[::1]',
])('%p is no network', (text) => expect(parseNetwork(text)).toBeUndefined())
