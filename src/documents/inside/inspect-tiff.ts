import { LIMITS, MAX_PIXELS } from '../document.ts'
import { hasItsLines } from './group3.ts'
import { readDirectories, type TiffPage } from './ifd.ts'
import { tryPage } from './picture.ts'
import type { Verdict } from './verdict.ts'

const COMPRESSIONS = new Set([1, 2, 3, 4, 5, 7, 8, 32_773, 32_946])
const BITS = new Set([1, 2, 4, 8, 16])

/** Decodes every page once: garbage in the picture data shows only then, and a fax of garbage must not go out. */
export async function inspectTiff(bytes: Uint8Array): Promise<Verdict> {
  const found = readDirectories(bytes, LIMITS.pages)
  if ('reason' in found) return found
  if (found.pages.some((page) => page.width * page.height > MAX_PIXELS)) return { reason: 'too_complex' }
  if (!found.pages.every(isSupported)) return { reason: 'unsupported', kind: 'a TIFF file with a kind of picture that cannot be faxed' }
  if (!found.pages.every((page) => hasItsLines(bytes, page))) return { reason: 'broken' }
  try {
    for (const page of found.pages) await tryPage(bytes, page)
  } catch {
    return { reason: 'broken' }
  }
  return { pages: found.pages.length }
}

const isSupported = (page: TiffPage) => COMPRESSIONS.has(page.compression) && BITS.has(page.bits) && page.samples <= 5
