import type { Shelf } from './shelf.ts'

/** A received page as a PNG, drawn when first asked for. Null when there is no such page. */
export async function pageImage(shelf: Shelf, id: string, page: number): Promise<Blob | null> {
  const path = shelf.path(id, `page-${page}.png`)
  if (await Bun.file(path).exists()) return Bun.file(path)
  const tiff = Bun.file(shelf.path(id, 'received.tif'))
  if (!(await tiff.exists())) return null
  const { default: sharp } = await import('sharp')
  try {
    const drawing = sharp(await tiff.bytes(), { page: page - 1 })
    const { width, height } = await drawing.metadata()
    // Fax dots are not square: 204 by 196 to the inch, or 204 by 98 at normal quality.
    const rows = height < width ? (height * 204) / 98 : (height * 204) / 196
    await Bun.write(
      path,
      await drawing
        .toColourspace('b-w')
        .resize(1_000, Math.round((rows * 1_000) / width), { fit: 'fill' })
        .png()
        .toBuffer(),
    )
    return Bun.file(path)
  } catch {
    return null
  }
}
