import type { TiffPage } from './ifd.ts'

const GROUP_3 = 3
const REVERSED = 2
const ZEROS_OF_AN_END = 11

/**
 * Every line of Group 3 ends with eleven zeros and a one, and a decoder that finds none draws what it likes without complaint.
 * A bad line or two are a bad telephone line; a picture with fewer than half of its ends is not one.
 */
export function hasItsLines(bytes: Uint8Array, { compression, strips, height, fillOrder }: TiffPage): boolean {
  if (compression !== GROUP_3) return true
  const ends = strips.reduce((sum, { at, size }) => sum + endsIn(bytes.subarray(at, at + size), fillOrder === REVERSED), 0)
  return ends >= height / 2
}

function endsIn(strip: Uint8Array, isReversed: boolean): number {
  let ends = 0
  let zeros = 0
  for (const byte of strip) {
    for (let bit = 0; bit < 8; bit++) {
      const isOne = (byte >> (isReversed ? bit : 7 - bit)) & 1
      if (isOne && zeros >= ZEROS_OF_AN_END) ends++
      zeros = isOne ? 0 : zeros + 1
    }
  }
  return ends
}
