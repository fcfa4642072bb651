/** A bucket whose writes can be made to depend on what is there. Each of these throws when it cannot be asked. */
export type LeaseStore = {
  get(name: string): Promise<{ readonly bytes: Uint8Array; readonly tag: string } | undefined>
  /** Only if the object is still the one of that tag, or without a tag, if there is none. The new tag; undefined when it was not. */
  put(name: string, bytes: Uint8Array, ifTag: string | undefined): Promise<string | undefined>
  /** Whatever is there. */
  replace(name: string, bytes: Uint8Array): Promise<void>
  remove(name: string): Promise<void>
  /** Names and tags. */
  list(prefix: string): Promise<ReadonlyMap<string, string>>
}
