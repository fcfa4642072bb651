import { factor } from './fast-clock.ts'

/** Also a preload: the clock, and every timer in its measure. */
const { setTimeout: later, setInterval: again } = globalThis
const sleep = Bun.sleep
const shortened = (ms: number | undefined) => Math.ceil((ms ?? 0) / factor)

globalThis.setTimeout = ((run: () => void, ms?: number, ...rest: []) => later(run, shortened(ms), ...rest)) as typeof later
globalThis.setInterval = ((run: () => void, ms?: number, ...rest: []) => again(run, shortened(ms), ...rest)) as typeof again
Bun.sleep = (ms) => sleep(typeof ms === 'number' ? shortened(ms) : ms)
