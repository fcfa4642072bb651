import { LOGO_LIMITS } from '../document.ts'
import { pictures } from './picture.ts'

/** Three times as many points as it has on the cover page, at 72 to the inch: 216 to the inch is what a fine fax keeps. */
const [WIDEST, TALLEST] = [450, 168]

/** Drawn anew, so that nothing but its points is kept: no place where a photo was taken, no second picture behind the first. */
export async function logoOf(bytes: Uint8Array): Promise<Uint8Array> {
  const sharp = await pictures()
  return sharp(bytes, { failOn: 'error', limitInputPixels: LOGO_LIMITS.pixels })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(WIDEST, TALLEST, { fit: 'inside' })
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toBuffer()
}
