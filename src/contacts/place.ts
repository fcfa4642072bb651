/** Where a list by name went on: the last contact it showed. */
export type Place = { readonly name: string; readonly id: string }

export const placeText = ({ name, id }: Place): string => Buffer.from(JSON.stringify([name, id])).toString('base64url')

export function parsePlace(text: string): Place | undefined {
  try {
    const [name, id]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString())
    return typeof name === 'string' && typeof id === 'string' ? { name, id } : undefined
  } catch {
    return undefined
  }
}
