import type { Takeaway } from './asking.ts'

/** Where each step begins and ends, in percent of the whole. */
const SPAN = { copying: [0, 10], documents: [10, 70], writing: [70, 90], checking: [90, 100] } as const
const WORDS = { copying: 'Copying the records', writing: 'Writing the archive', checking: 'Reading the archive back to check it' } as const

/** How far the making has come, as one number and a sentence. */
export function progressOf({ state, step, done, total }: Takeaway): { readonly percent: number; readonly words: string } {
  if (state === 'waiting') return { percent: 0, words: 'Waiting for its turn' }
  if (state !== 'making') return { percent: state === 'ready' ? 100 : 0, words: '' }
  if (!step) return { percent: 0, words: WORDS.copying }
  const [from, to] = SPAN[step]
  const percent = Math.floor(from + ((to - from) * done) / Math.max(1, total))
  const count = (n: number) => n.toLocaleString('en-US')
  return { percent, words: step === 'documents' ? `Packing documents: ${count(done)} of ${count(total)}` : WORDS[step] }
}
