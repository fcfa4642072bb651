import type { LeaseStore } from '../../src/cells/index.ts'

/** A bucket in memory whose conditions hold. */
export function memoryLeases(): LeaseStore {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly tag: string }>()
  const set = (name: string, bytes: Uint8Array) => {
    const tag = crypto.randomUUID()
    objects.set(name, { bytes, tag })
    return tag
  }
  return {
    get: async (name) => objects.get(name),
    put: async (name, bytes, ifTag) => (objects.get(name)?.tag === ifTag ? set(name, bytes) : undefined),
    replace: async (name, bytes) => void set(name, bytes),
    remove: async (name) => void objects.delete(name),
    list: async (prefix) => new Map([...objects].filter(([name]) => name.startsWith(prefix)).map(([name, { tag }]) => [name, tag])),
  }
}
