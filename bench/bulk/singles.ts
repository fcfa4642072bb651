import { join } from 'node:path'
import { headersOf, type Scene } from './bulk-loop.ts'

const PDF = new File([await Bun.file(join(import.meta.dir, '../../test/fixtures/one-page.pdf')).bytes()], 'letter.pdf')
const EVERY_MS = 700
const LOOK_MS = 10
const LOST_MS = 30_000

export type Singles = Disposable & {
  /** The server is killed now: who waits for a fax waits for it, too. */
  interrupted(): void
  finish(): Promise<readonly number[]>
}

/** A person who sends a single fax now and then while the bulk goes out. */
export function startSingles(scene: Scene): Singles {
  const latencies: number[] = []
  let [sent, interruptions, over] = [0, 0, false]

  async function one(): Promise<void> {
    const before = interruptions
    const to = `+1300${String(sent++).padStart(3, '0')}0001`
    const form = new FormData()
    form.set('to', to)
    form.set('cover', 'false')
    form.append('files', PDF)
    const answer = await fetch(`http://127.0.0.1:${scene.port}/api/faxes`, {
      method: 'POST',
      headers: headersOf(scene.office, scene.port),
      body: form,
    }).catch(() => undefined)
    if (answer?.status !== 202) return
    const at = performance.now()
    while ((await scene.carrier.control<readonly unknown[]>(`/accepted?to=${encodeURIComponent(to)}`)).length === 0) {
      if (over || interruptions > before || performance.now() - at > LOST_MS) break
      await Bun.sleep(LOOK_MS)
    }
    if (interruptions === before) latencies.push(performance.now() - at)
  }

  const going = (async () => {
    while (!over) {
      await one()
      await Bun.sleep(EVERY_MS)
    }
  })()
  return {
    interrupted: () => void interruptions++,
    async finish() {
      over = true
      await going
      return latencies
    },
    [Symbol.dispose]() {
      over = true
    },
  }
}
