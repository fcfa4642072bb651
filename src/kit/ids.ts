declare const brand: unique symbol
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

/** UUIDv7: sorts by the time it was made. */
export const newId = <Kind extends string>() => Bun.randomUUIDv7() as Id<Kind>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const isId = (text: string) => UUID.test(text)
