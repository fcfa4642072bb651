import type { PageWish } from '../page-plan.ts'
import type { DraftFile } from './drafts.ts'

/** What the buttons beside the pages do with those that are ticked. */
export const ACTS = ['earlier', 'later', 'turn', 'remove'] as const
export type PageAct = (typeof ACTS)[number]

export const isPageAct = (text: string): text is PageAct => (ACTS as readonly string[]).includes(text)

/** How a page is ticked: "2:13". */
export const tickOf = ({ file, page }: Pick<PageWish, 'file' | 'page'>): string => `${file}:${page}`

export function act(pages: readonly PageWish[], how: PageAct, ticked: ReadonlySet<string>): PageWish[] {
  const isTicked = (page: PageWish) => ticked.has(tickOf(page))
  switch (how) {
    case 'remove':
      return pages.filter((page) => !isTicked(page))
    case 'turn':
      return pages.map((page) => (isTicked(page) ? { ...page, turn: (page.turn + 90) % 360 } : page))
    case 'earlier':
      return shifted(pages, isTicked)
    case 'later':
      return shifted(pages.toReversed(), isTicked).toReversed()
  }
}

/** Each ticked page one place on, past one that is not; those at the beginning stay. */
function shifted(pages: readonly PageWish[], isTicked: (page: PageWish) => boolean): PageWish[] {
  const order = [...pages]
  for (let at = 1; at < order.length; at++) {
    const [before, here] = [order[at - 1], order[at]]
    if (before && here && isTicked(here) && !isTicked(before)) [order[at - 1], order[at]] = [here, before]
  }
  return order
}

export const allPagesOf = ({ number, pages }: Pick<DraftFile, 'number' | 'pages'>): PageWish[] =>
  Array.from({ length: pages }, (_, at) => ({ file: number, page: at + 1, turn: 0 }))

/**
 * What a page posts is the order of what it showed: files it had not seen yet, being added at the same time, keep their pages behind it.
 * What is not there is left out.
 */
export function merged(
  files: readonly DraftFile[],
  stored: readonly PageWish[],
  posted: readonly PageWish[] | undefined,
  known: number,
): PageWish[] {
  const has = ({ file, page }: PageWish) => files.some(({ number, pages }) => number === file && page >= 1 && page <= pages)
  const seen = posted ? [...posted.filter(({ file }) => file <= known), ...stored.filter(({ file }) => file > known)] : stored
  return seen.filter(has)
}
