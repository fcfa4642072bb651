import { invalid, notFound, unavailable } from '../kit/errors.ts'
import {
  type Attachment,
  type Cover,
  type HeaderLine,
  type Inspected,
  LIMITS,
  LOGO_LIMITS,
  type Logo,
  type PageFrom,
  type Reason,
  type Sheet,
} from './document.ts'
import type { Frame } from './frames.ts'
import type { LineLimits, Office } from './line.ts'
import { createQueue, type Queue } from './queue.ts'
import type { Lost } from './reader.ts'
import { isPicture, recognise } from './recognise.ts'
import { refuse } from './refusals.ts'

export type DocumentsOptions = {
  readonly processes?: number
  readonly timeoutMs?: number
  readonly memoryMb?: number
} & Partial<LineLimits>

export type Assembled = { readonly pdf: Uint8Array; readonly pages: number; readonly sha256: string }

export type Assembling = {
  readonly cover?: Cover
  readonly files: readonly Attachment[]
  readonly pages?: readonly PageFrom[]
  readonly header?: HeaderLine
}

/** Offices take turns. Each of these throws AppError unavailable, with a time to come back after, when too many wait already. */
export type Documents = {
  /** Reads by content. Resolves to a fact or a refusal; never throws for bad input. */
  inspect(office: Office, bytes: Uint8Array, name: string): Promise<Inspected>
  /** One PDF: cover first (when given), then the files in order, or those pages of them, each under a line (when given). The files must have passed `inspect`. */
  assemble(office: Office, input: Assembling): Promise<Assembled>
  /** A PNG or JPEG picture, by content, as a cover page prints it: in gray and not larger than its place. Never throws for bad input. */
  logo(office: Office, bytes: Uint8Array): Promise<Logo>
  /** A PDF for each list of pages. The files must have passed `inspect`. */
  arrange(office: Office, files: readonly Uint8Array[], plan: readonly (readonly PageFrom[])[]): Promise<readonly Uint8Array[]>
  /** PNG of one page (1-based) of a PDF or TIFF, `width` pixels wide before it is turned clockwise by so many degrees. */
  renderPage(office: Office, bytes: Uint8Array, page: number, width: number, turn?: number): Promise<Uint8Array>
  /** A record of ours as a PDF. */
  print(office: Office, sheet: Sheet): Promise<Uint8Array>
  /** The document as a PDF that opens with the password only (AES-256, revision 6). It must have passed `inspect`. */
  lock(office: Office, bytes: Uint8Array, password: string): Promise<Uint8Array>
  /** What was attached to a PDF under that name, as `print` does it; undefined when there is no such thing, or it is no PDF. */
  attached(office: Office, pdf: Uint8Array, name: string): Promise<Uint8Array | undefined>
  /** Starts the processes now, so that the first document does not wait for them. */
  warm(): Promise<void>
  /** The processes that are up. */
  pids(): number[]
  [Symbol.dispose](): void
}

type Deps = { readonly queue: Queue; readonly timeoutMs: number }

/** What is waiting is held in memory. An office that turns the pages of a long fax asks for dozens at once. */
const ROOM: LineLimits = { perOffice: 60, inAll: 400, bytes: 512 * 1024 * 1024 }

export function createDocuments({ processes = 1, timeoutMs = 10_000, memoryMb = 480, ...room }: DocumentsOptions = {}): Documents {
  const deps = { queue: createQueue({ processes, memoryMb, ...ROOM, ...room }), timeoutMs }
  return {
    inspect: (office, bytes, name) => inspect(deps, office, bytes, name),
    assemble: (office, input) => assemble(deps, office, input),
    logo: (office, bytes) => logo(deps, office, bytes),
    arrange: (office, files, plan) => arrange(deps, office, files, plan),
    renderPage: (office, bytes, page, width, turn = 0) => renderPage(deps, office, bytes, { page, width, turn }),
    print: (office, sheet) => print(deps, office, sheet),
    lock: (office, bytes, password) => lock(deps, office, bytes, password),
    attached: (office, pdf, name) => attached(deps, office, pdf, name),
    warm: () => deps.queue.warm(),
    pids: () => deps.queue.pids(),
    [Symbol.dispose]: () => deps.queue[Symbol.dispose](),
  }
}

async function inspect({ queue, timeoutMs }: Deps, office: Office, bytes: Uint8Array, name: string): Promise<Inspected> {
  if (bytes.byteLength === 0) return refuse('empty', name)
  if (bytes.byteLength > LIMITS.bytes) return refuse('too_large', name, { bytes: bytes.byteLength })
  const found = recognise(bytes)
  if (found.type === 'other') return refuse('unsupported', name, found)
  const answer = await queue.ask(office, { head: { task: 'inspect', type: found.type }, parts: [bytes] }, timeoutMs)
  if (answer === 'unstarted') throw notRunning()
  if (typeof answer === 'string') return refuse('too_complex', name)
  const { pages, reason, kind } = answer.head
  if (isReason(reason)) return refuse(reason, name, { ...(isCount(pages) && { pages }), ...(typeof kind === 'string' && { kind }) })
  return isCount(pages) ? { ok: true, type: found.type, pages } : refuse('too_complex', name)
}

async function assemble(deps: Deps, office: Office, { cover, files, pages, header }: Assembling): Promise<Assembled> {
  if (files.length > LIMITS.files) throw invalid({ files: `Attach at most ${LIMITS.files} files.` })
  checkLimits(
    files.reduce((sum, file) => sum + file.bytes.byteLength, 0),
    pages?.length ?? 1,
  )
  const { logo, ...words } = cover ?? {}
  const types = files.map((file) => file.type)
  const head = { task: 'assemble', types, ...(cover && { cover: words }), ...(pages && { pages }), ...(header && { header }) }
  const parts = [...files.map((file) => file.bytes), ...(logo ? [logo] : [])]
  // Each file passed its inspection within one limit; the cover and the writing get one more.
  const limitMs = deps.timeoutMs * (files.length + 1)
  const {
    head: facts,
    parts: [pdf],
  } = answered(await deps.queue.ask(office, { head, parts }, limitMs))
  if (!pdf || !isCount(facts['pages'])) throw couldNot()
  checkLimits(pdf.byteLength, facts['pages'])
  return { pdf, pages: facts['pages'], sha256: new Bun.CryptoHasher('sha256').update(pdf).digest('hex') }
}

const NO_LOGO = 'Choose a PNG or JPEG picture of at most 2 MB.'

async function logo({ queue, timeoutMs }: Deps, office: Office, bytes: Uint8Array): Promise<Logo> {
  if (bytes.byteLength > LOGO_LIMITS.bytes || !isPicture(bytes)) return { ok: false, message: NO_LOGO }
  const answer = await queue.ask(office, { head: { task: 'logo' }, parts: [bytes] }, timeoutMs)
  if (answer === 'unstarted') throw notRunning()
  const png = typeof answer === 'string' ? undefined : answer.parts[0]
  return png ? { ok: true, png } : { ok: false, message: `This picture cannot be read. ${NO_LOGO}` }
}

async function arrange(deps: Deps, office: Office, files: readonly Uint8Array[], plan: readonly (readonly PageFrom[])[]) {
  checkLimits(
    files.reduce((sum, { byteLength }) => sum + byteLength, 0),
    plan.reduce((sum, pages) => sum + pages.length, 0),
  )
  const types = files.map((bytes) => recognise(bytes).type)
  const limitMs = deps.timeoutMs * (files.length + plan.length)
  const { parts } = answered(await deps.queue.ask(office, { head: { task: 'arrange', types, plan }, parts: files }, limitMs))
  if (parts.length !== plan.length) throw couldNot()
  return parts
}

function checkLimits(bytes: number, pages: number): void {
  if (pages > LIMITS.pages) throw invalid({ files: `Together that is ${pages} pages. A fax can have at most ${LIMITS.pages}.` })
  if (bytes > LIMITS.bytes) throw invalid({ files: 'Together these files are larger than 50 MB. Send them as separate faxes.' })
}

type Rendering = { readonly page: number; readonly width: number; readonly turn: number }
async function renderPage({ queue, timeoutMs }: Deps, office: Office, bytes: Uint8Array, rendering: Rendering): Promise<Uint8Array> {
  const { type } = recognise(bytes)
  if (type === 'other' || bytes.byteLength > LIMITS.bytes) throw couldNot()
  const answer = answered(await queue.ask(office, { head: { task: 'render', type, ...rendering }, parts: [bytes] }, timeoutMs))
  if (answer.head['missing'] === true) throw notFound('Page')
  const [png] = answer.parts
  if (!png) throw couldNot()
  return png
}

async function print({ queue, timeoutMs }: Deps, office: Office, sheet: Sheet): Promise<Uint8Array> {
  const [pdf] = answered(await queue.ask(office, { head: { task: 'print', sheet }, parts: [] }, timeoutMs)).parts
  if (!pdf) throw couldNot()
  return pdf
}

async function lock({ queue, timeoutMs }: Deps, office: Office, bytes: Uint8Array, password: string): Promise<Uint8Array> {
  const { type } = recognise(bytes)
  const asked = { head: { task: 'lock', type, password }, parts: [bytes] }
  const [pdf] = answered(await queue.ask(office, asked, timeoutMs * 2)).parts
  if (!pdf) throw couldNot()
  return pdf
}

async function attached({ queue, timeoutMs }: Deps, office: Office, pdf: Uint8Array, name: string): Promise<Uint8Array | undefined> {
  if (pdf.byteLength > LIMITS.bytes || recognise(pdf).type !== 'pdf') return undefined
  const answer = await queue.ask(office, { head: { task: 'attached', name }, parts: [pdf] }, timeoutMs)
  if (answer === 'unstarted') throw notRunning()
  return typeof answer === 'string' ? undefined : answer.parts[0]
}

function answered(answer: Frame | Lost): Frame {
  if (answer === 'unstarted') throw notRunning()
  if (typeof answer === 'string' || answer.head['failed'] === true) throw couldNot()
  return answer
}

const couldNot = () => unavailable('The document could not be prepared. Print it to a new PDF, attach that and try again.')
const notRunning = () => unavailable('Documents cannot be opened right now. Try again in a minute; if it stays so, tell your operator.')

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0

const REASONS: ReadonlySet<unknown> = new Set<Reason>(['encrypted', 'broken', 'unsupported', 'too_many_pages', 'too_complex'])
const isReason = (value: unknown): value is Reason => REASONS.has(value)
