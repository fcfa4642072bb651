/** Where a list by name went on: the last contact it showed. */
export type Place = { readonly search: string; readonly id: string }

export const placeText = ({ search, id }: Place): string => Buffer.from(JSON.stringify([search, id])).toString('base64url')

export function parsePlace(text: string): Place | undefined {
  try {
    const [search, id]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString())
    return typeof search === 'string' && typeof id === 'string' ? { search, id } : undefined
  } catch {
    return undefined
  }
}
