import { readdirSync, readFileSync } from 'node:fs'

/** In a thread of its own, so that it goes on looking while the bombs are made: the most that any process that opens documents ever had in memory. */
declare const self: Worker

const EVERY_MS = 3
const SEARCH_MS = 100
let readers: number[] = []
let peak = 0

const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1])
const opensDocuments = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('documents/inside/main')

function descendsFrom(server: number, pid: number): boolean {
  for (let at = pid; at > 1; at = parentOf(at)) if (at === server) return true
  return false
}

function gone<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch {
    return otherwise
  }
}

const search = (server: number) => {
  const all = readdirSync('/proc').map(Number).filter(Number.isInteger)
  readers = all.filter((pid) => gone(() => opensDocuments(pid) && descendsFrom(server, pid), false))
}

/** The kernel keeps the most there ever was: what came and went between two looks is in it. */
const highest = (pid: number) => gone(() => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024, 0)

self.onmessage = ({ data }: MessageEvent<{ server?: number }>) => {
  if (!data.server) {
    self.postMessage({ peak, readers: readers.length })
    peak = 0
    return
  }
  const { server } = data
  setInterval(() => search(server), SEARCH_MS)
  setInterval(() => {
    for (const pid of readers) peak = Math.max(peak, highest(pid))
  }, EVERY_MS)
}
