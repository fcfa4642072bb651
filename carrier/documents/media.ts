/** Files stored through /v2/media, kept in memory until they expire. */
export interface Medium {
  readonly name: string
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly createdAt: number
  readonly expiresAt: number
}

export interface MediaStore {
  put(name: string, bytes: Uint8Array, seconds: number): Medium
  find(name: string): Medium | undefined
  all(): Medium[]
  remove(name: string): boolean
  clear(): void
}

export const twoDays = 2 * 24 * 60 * 60

export function createMediaStore(): MediaStore {
  const media = new Map<string, Medium>()

  function find(name: string): Medium | undefined {
    const medium = media.get(name)
    if (medium && medium.expiresAt > Date.now()) return medium
    media.delete(name)
    return undefined
  }

  return {
    put(name, bytes, seconds) {
      const createdAt = Date.now()
      const medium = { name, bytes, contentType: 'application/pdf', createdAt, expiresAt: createdAt + seconds * 1_000 }
      media.set(name, medium)
      return medium
    },
    find,
    all: () => [...media.keys()].flatMap((name) => find(name) ?? []),
    remove: (name) => media.delete(name),
    clear: () => media.clear(),
  }
}
