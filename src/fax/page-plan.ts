import { isDeepStrictEqual } from 'node:util'
import { LIMITS, type PageFrom } from '../documents/index.ts'
import { invalid } from '../kit/errors.ts'

/** A page that is wanted: of which file and which page of it, both counted from 1, turned clockwise by so many degrees. */
export type PageWish = { readonly file: number; readonly page: number; readonly turn: number }

/** Which pages are sent and in what order, the files counted from 0; undefined where it is all of them as they are. */
export type PagePlan = readonly PageFrom[] | undefined

const WISH = /^(\d{1,3}):(\d{1,3})(?::(0|90|180|270))?$/

/** "2:13:90" is page 13 of the second file, turned by a quarter. Throws AppError invalid. */
export function readWish(text: string): PageWish {
  const [, file, page, turn] = WISH.exec(text) ?? []
  if (!file || !page) throw invalid({ pages: 'Write a page as file:page or file:page:turn, such as 2:13:90.' })
  return { file: Number(file), page: Number(page), turn: Number(turn ?? 0) }
}

/** The files that are used, and their pages. Without wishes it is all of them. Throws AppError invalid, naming what is not there. */
export function pick<File extends { readonly pages: number }>(
  files: readonly File[],
  wishes: readonly PageWish[] | undefined,
): { readonly files: readonly File[]; readonly plan: PagePlan } {
  if (wishes === undefined) return { files, plan: undefined }
  if (wishes.length === 0) throw invalid({ pages: 'Keep at least one page.' })
  if (wishes.length > LIMITS.pages) throw invalid({ pages: `A fax holds ${LIMITS.pages} pages. Send it in parts.` })
  const missing = wishes.find(({ file, page }) => page < 1 || page > (files[file - 1]?.pages ?? 0))
  if (missing) throw invalid({ pages: `File ${missing.file} has no page ${missing.page}.` })
  const used = files.filter((_, at) => wishes.some(({ file }) => file === at + 1))
  const plan = wishes.map(({ file, page, turn }) => ({ file: used.indexOf(files[file - 1] as File), page, turn }))
  return { files: used, plan: isAsTheyAre(used, plan) ? undefined : plan }
}

/** Behind them the whole of other files. */
export function withWhole<File extends { readonly pages: number }>(
  { files, plan }: { readonly files: readonly File[]; readonly plan: PagePlan },
  others: readonly File[],
): { readonly files: readonly File[]; readonly plan: PagePlan } {
  const all = [...files, ...others]
  return { files: all, plan: plan && [...plan, ...allOf(all).filter(({ file }) => file >= files.length)] }
}

const allOf = (files: readonly { readonly pages: number }[]): PageFrom[] =>
  files.flatMap(({ pages }, file) => Array.from({ length: pages }, (_, at) => ({ file, page: at + 1, turn: 0 })))

const isAsTheyAre = (files: readonly { readonly pages: number }[], plan: readonly PageFrom[]): boolean =>
  isDeepStrictEqual(allOf(files), plan)
