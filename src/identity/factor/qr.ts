import { encode } from 'uqr'

/** A QR code as one SVG path of unit squares, with the quiet zone scanners need around it. */
export type Qr = { readonly size: number; readonly path: string }

export function qrOf(text: string): Qr {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  const rows = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join(''))
  return { size, path: rows.join('') }
}
