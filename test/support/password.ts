import { hash } from '@node-rs/argon2'

export const PASSWORD = 'four words you will remember'

/** A hash says itself what it costs to compare: this one next to nothing, where a real one takes 25 ms of each of some thousand sign-ins. */
export const passwordHash = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })
