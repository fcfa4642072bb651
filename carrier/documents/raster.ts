import { existsSync } from 'node:fs'
import { createGate } from '../gate.ts'
import { mostPages } from './fetch.ts'

// Every page costs real processor time; more at once would only make each slower.
const workbench = createGate(Math.max(2, navigator.hardwareConcurrency))

export function canRasterise(): boolean {
  return Bun.which('gs') !== null
}

/** Turns a PDF into fax pages (G4 TIFF, 1728 dots wide). Answers how many, or null when it cannot be read. */
export async function rasterise(pdf: string, tiff: string, quality: string | undefined): Promise<number | null> {
  const dots = quality === 'normal' ? '204x98' : '204x196'
  const args = [
    '-q',
    '-dNOPAUSE',
    '-dBATCH',
    '-dSAFER',
    '-sDEVICE=tiffg4',
    `-r${dots}`,
    '-sPAPERSIZE=letter',
    '-dFIXEDMEDIA',
    '-dPDFFitPage',
  ]
  const done = await run(['gs', ...args, `-dLastPage=${mostPages + 1}`, `-sOutputFile=${tiff}`, pdf])
  if (!done || !existsSync(tiff)) return null
  return countTiffPages(await Bun.file(tiff).bytes()) || null
}

/** Wraps received pages in a PDF without decoding them; false when the tool is missing. */
export async function tiffToPdf(tiff: string, pdf: string): Promise<boolean> {
  if (!Bun.which('tiff2pdf')) return false
  return run(['tiff2pdf', '-o', pdf, tiff])
}

export function onWorkbench<T>(work: () => Promise<T>): Promise<T> {
  return workbench.through(work)
}

function run(command: string[]): Promise<boolean> {
  return workbench.through(async () => {
    const tool = Bun.spawn(command, { stdout: 'ignore', stderr: 'ignore', timeout: 60_000, killSignal: 'SIGKILL' })
    return (await tool.exited) === 0
  })
}

/** Counts the directories of a TIFF by walking their chain. */
export function countTiffPages(bytes: Uint8Array): number {
  if (bytes.length < 8) return 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = view.getUint16(0) === 0x4949
  const seen = new Set<number>()
  let at = view.getUint32(4, little)
  while (at > 0 && at + 2 <= bytes.length && !seen.has(at)) {
    seen.add(at)
    const next = at + 2 + view.getUint16(at, little) * 12
    at = next + 4 <= bytes.length ? view.getUint32(next, little) : 0
  }
  return seen.size
}
