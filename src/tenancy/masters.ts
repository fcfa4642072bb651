import { KEY, keyId } from './wrapping.ts'

/** The master keys in use: one that wraps, and during its rotation the one before, so that what it wrapped opens too. */
export type Masters = {
  readonly current: Buffer
  readonly all: readonly Buffer[]
  /** Wraps from now on, in every thread that shares the memory. */
  begin(key: Buffer): void
  /** Only once nothing is wrapped under any other. */
  forgetOthers(): void
}

const MOST = 4
/** The place of the one that wraps, then for each place whether it is taken. */
const [CURRENT, PLACES] = [0, 1]
const HEAD = (1 + MOST) * Int32Array.BYTES_PER_ELEMENT

export const mastersMemory = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD + MOST * KEY)

/** The threads of a process see the same keys at the same moment: nothing is wrapped under one that another thread cannot open. */
export function shareMasters(memory: SharedArrayBuffer): Masters {
  const state = new Int32Array(memory, 0, 1 + MOST)
  const bytes = new Uint8Array(memory, HEAD)
  const at = (place: number) => Buffer.from(bytes.slice(place * KEY, (place + 1) * KEY))
  const places = Array.from({ length: MOST }, (_, place) => place)
  const isTaken = (place: number) => Atomics.load(state, PLACES + place) === 1
  const currentPlace = () => Atomics.load(state, CURRENT)

  return {
    get current() {
      return at(currentPlace())
    },
    get all() {
      return places.filter(isTaken).map(at)
    },
    begin(key) {
      if (key.length !== KEY) throw new Error('The master key must be 32 bytes.')
      const free = places.find((place) => !isTaken(place))
      if (free === undefined) throw new Error(`There are ${MOST} master keys already.`)
      bytes.set(key, free * KEY)
      Atomics.store(state, PLACES + free, 1)
      Atomics.store(state, CURRENT, free)
    },
    forgetOthers() {
      for (const place of places.filter((each) => each !== currentPlace())) {
        Atomics.store(state, PLACES + place, 0)
        bytes.fill(0, place * KEY, (place + 1) * KEY)
      }
    },
  }
}

/** The first wraps. */
export function createMasters(keys: readonly Buffer[], memory = mastersMemory()): Masters {
  const masters = shareMasters(memory)
  for (const key of [...keys].reverse()) masters.begin(key)
  return masters
}

export const idsOf = ({ all }: Masters): string[] => all.map(keyId)
