import { isIPv4, isIPv6 } from 'node:net'

/** A block of addresses as sixteen bytes and how many bits of them count; IPv4 lies in ::ffff:0:0/96. */
export type Network = { readonly base: Uint8Array; readonly bits: number }

const V4_BITS = 96
const LENGTH = /^(?:0|[1-9]\d{0,2})$/

/** One address, or a block of them such as 203.0.113.0/24; undefined for anything else, and where bits beyond the length are set. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...more] = text.trim().split('/')
  const base = bytesOf(address)
  if (!base || more.length > 0 || address.includes('%')) return undefined
  const offset = isIPv4(address) ? V4_BITS : 0
  if (length !== undefined && !LENGTH.test(length)) return undefined
  const bits = length === undefined ? 128 : offset + Number(length)
  if (bits > 128) return undefined
  return isZeroBeyond(base, bits) ? { base, bits } : undefined
}

/** False for what is no address at all. */
export function isWithin(address: string, networks: readonly Network[]): boolean {
  const bytes = bytesOf(address)
  return bytes !== undefined && networks.some(({ base, bits }) => isSame(bytes, base, bits))
}

/** What one party has to send from: an IPv4 address, or the 64 bits of IPv6 that a household gets. Other text stays as it is. */
export function blockOf(address: string): string {
  if (!address.includes(':')) return address
  const bytes = bytesOf(address)
  if (!bytes) return address
  const isV4 = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  return isV4 ? bytes.subarray(12).join('.') : `${Buffer.from(bytes.subarray(0, 8)).toString('hex')}/64`
}

function isSame(one: Uint8Array, other: Uint8Array, bits: number): boolean {
  for (let at = 0; at < 16; at++) {
    const mask = maskOf(bits - at * 8)
    if (((one[at] ?? 0) & mask) !== ((other[at] ?? 0) & mask)) return false
  }
  return true
}

function isZeroBeyond(bytes: Uint8Array, bits: number): boolean {
  return bytes.every((byte, at) => (byte & ~maskOf(bits - at * 8) & 0xff) === 0)
}

/** The first so many bits of a byte. */
const maskOf = (bits: number): number => (bits >= 8 ? 0xff : bits <= 0 ? 0 : (0xff << (8 - bits)) & 0xff)

function bytesOf(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...text.split('.').map(Number)])
  if (!isIPv6(text)) return undefined
  // The name of an interface, as in fe80::1%eth0, says nothing of the address.
  const [head = '', tail] = withoutDots(text.split('%')[0] ?? '').split('::')
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = Array<number>(8 - before.length - after.length).fill(0)
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]))
}

const groupsOf = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))

/** ::ffff:192.0.2.1 ends as IPv4 is written. */
function withoutDots(text: string): string {
  const last = text.slice(text.lastIndexOf(':') + 1)
  if (!last.includes('.')) return text
  const [a = 0, b = 0, c = 0, d = 0] = last.split('.').map(Number)
  return `${text.slice(0, -last.length)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}
