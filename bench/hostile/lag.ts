/**
 * A preload: how late the web thread comes to what is due, and how much of that it worked itself, written down once a second. A turn that
 * took long stands for all that would have been due during it, or one long wait would count as one among thousands of short ones.
 */
import { appendFileSync } from 'node:fs'

const file = process.env['LAG_FILE']
const EVERY_MS = 5
let samples: string[] = []
let due = performance.now() + EVERY_MS
let worked = 0

const inTenths = (ms: number) => Math.round(Math.max(0, ms) * 10) / 10
const workedMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function look(): void {
  const [now, work] = [performance.now(), workedMs()]
  for (let [late, own] = [now - due, work - worked]; ; late -= EVERY_MS, own -= EVERY_MS) {
    samples.push(`${inTenths(late)}/${inTenths(Math.min(late, own))}`)
    if (late < EVERY_MS) break
  }
  due = now + EVERY_MS
  worked = workedMs()
  setTimeout(look, EVERY_MS)
}

if (file && Bun.isMainThread) {
  worked = workedMs()
  setTimeout(look, EVERY_MS)
  setInterval(() => {
    appendFileSync(file, `${samples.join(' ')}\n`)
    samples = []
  }, 1_000)
}
