/**
 * The process in which untrusted documents are opened: frames in on standard input, frames out on standard output, nothing else.
 * It ends when its input ends, and whenever PDFium traps, because its memory cannot be trusted afterwards.
 */
import type { Attachment, Cover, DocumentType, HeaderLine, PageFrom, Sheet } from '../document.ts'
import { collectFrames, type Frame, frameBytes } from '../frames.ts'

for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) console[method] = () => {}

const { arrange } = await import('./arrange.ts')
const { assemble } = await import('./assemble.ts')
const { inspectPdf } = await import('./inspect-pdf.ts')
const { inspectTiff } = await import('./inspect-tiff.ts')
const { attachedTo, printSheet } = await import('./sheet.ts')
const { logoOf } = await import('./logo.ts')
const { lock } = await import('./lock.ts')
const { renderPage } = await import('./render.ts')

const LARGEST_QUESTION = 300 * 1024 * 1024
const WORTH_COLLECTING = 4 * 1024 * 1024

type Question =
  | { readonly task: 'inspect'; readonly type: DocumentType }
  | {
      readonly task: 'assemble'
      readonly types: readonly DocumentType[]
      readonly cover?: Cover
      readonly pages?: readonly PageFrom[]
      readonly header?: HeaderLine
    }
  | { readonly task: 'logo' }
  | { readonly task: 'render'; readonly type: DocumentType; readonly page: number; readonly width: number; readonly turn: number }
  | { readonly task: 'arrange'; readonly types: readonly DocumentType[]; readonly plan: readonly (readonly PageFrom[])[] }
  | { readonly task: 'lock'; readonly type: DocumentType; readonly password: string }
  | { readonly task: 'print'; readonly sheet: Sheet }
  | { readonly task: 'attached'; readonly name: string }

async function answer({ head, parts }: Frame): Promise<Frame> {
  const question = head as Question
  const [first = new Uint8Array()] = parts
  switch (question.task) {
    case 'inspect':
      return { head: await (question.type === 'tiff' ? inspectTiff(first) : inspectPdf(first)), parts: [] }
    case 'assemble': {
      const { types, cover, pages: wanted, header } = question
      const logo = parts[types.length]
      const files = attachments(parts.slice(0, types.length), types)
      const { pdf, pages } = await assemble({ files, cover: cover && { ...cover, ...(logo && { logo }) }, pages: wanted, header })
      return { head: { pages }, parts: [pdf] }
    }
    case 'logo':
      return { head: {}, parts: [await logoOf(first)] }
    case 'arrange':
      return { head: {}, parts: await arrange(attachments(parts, question.types), question.plan) }
    case 'render': {
      const png = await renderPage(first, question.type, question.page, question.width, question.turn)
      return png ? { head: {}, parts: [png] } : { head: { missing: true }, parts: [] }
    }
    case 'lock':
      return { head: {}, parts: [await lock({ bytes: first, type: question.type }, question.password)] }
    case 'print':
      return { head: {}, parts: [await printSheet(question.sheet)] }
    case 'attached': {
      const bytes = await attachedTo(first, question.name)
      return { head: {}, parts: bytes ? [bytes] : [] }
    }
  }
}

const attachments = (parts: readonly Uint8Array[], types: readonly DocumentType[]): Attachment[] =>
  parts.map((bytes, at) => ({ bytes, type: types[at] ?? 'pdf' }))

function failure(error: unknown): Frame {
  if (error instanceof WebAssembly.RuntimeError) process.exit(1)
  return { head: { failed: true, reason: error instanceof RangeError ? 'too_complex' : 'broken' }, parts: [] }
}

const output = Bun.stdout.writer()

async function send(frame: Frame): Promise<void> {
  for (const part of frameBytes(frame)) output.write(part)
  await output.flush()
}

const questions: Frame[] = []
const collect = collectFrames(LARGEST_QUESTION, (frame) => questions.push(frame))

await send({ head: { ready: true }, parts: [] })
for await (const chunk of Bun.stdin.stream()) {
  collect(chunk)
  for (let question = questions.shift(); question; question = questions.shift()) {
    const size = question.parts.reduce((sum, part) => sum + part.byteLength, 0)
    await send(await answer(question).catch(failure))
    if (size > WORTH_COLLECTING) Bun.gc(true)
  }
}
process.exit(0)
