import { type Reader, type ReaderLimits, startReader } from './reader.ts'

/** The processes of one queue: started when needed, kept between documents, replaced when they failed or have grown. */
export type Crew = {
  take(): Reader
  giveBack(reader: Reader): void
  retire(reader: Reader): void
  startUpTo(processes: number): Promise<void>
  pids(): number[]
  stopAll(): void
}

export function createCrew(limits: ReaderLimits): Crew {
  const all = new Set<Reader>()
  const idle: Reader[] = []
  const start = () => {
    const reader = startReader(limits)
    all.add(reader)
    return reader
  }
  const retire = (reader: Reader) => {
    reader.stop()
    all.delete(reader)
  }
  // A dead process has no memory; one that keeps much of it from the last document would be killed for the next.
  const isFit = (reader: Reader) => reader.memoryMb() > 0 && reader.memoryMb() < limits.memoryMb / 2
  const take = (): Reader => {
    const reader = idle.pop()
    if (!reader || isFit(reader)) return reader ?? start()
    retire(reader)
    return take()
  }
  return {
    take,
    retire,
    giveBack: (reader) => (isFit(reader) ? idle.push(reader) : retire(reader)),
    async startUpTo(processes) {
      while (all.size < processes) idle.push(start())
      await Promise.all([...all].map((reader) => reader.ready))
    },
    pids: () => [...all].map((reader) => reader.pid),
    stopAll: () => all.forEach(retire),
  }
}
