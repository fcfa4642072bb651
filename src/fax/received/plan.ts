import { conflict, invalid } from '../../kit/errors.ts'
import type { ReceivedId } from './received.ts'

/** A page of a fax, counted from 1. */
export type Page = { readonly source: ReceivedId; readonly page: number }
/** What is to be made: for each new fax, its pages in their order. */
export type Plan = readonly (readonly Page[])[]
export type Source = { readonly id: ReceivedId; readonly pages: number }

const pagesOf = ({ id, pages }: Source): Page[] => Array.from({ length: pages }, (_, at) => ({ source: id, page: at + 1 }))

/** `starts` are the pages at which another fax begins. Throws AppError. */
export function planSplit(source: Source, starts: readonly number[]): Plan {
  if (source.pages < 2) throw conflict('A fax of one page cannot be split.')
  const cuts = [...new Set(starts)].sort((one, other) => one - other)
  if (cuts.length === 0) throw invalid({ starts: 'Say at which pages a new fax begins.' }, 'Say at which pages a new fax begins.')
  if (cuts.some((page) => !Number.isInteger(page) || page < 2 || page > source.pages))
    throw invalid({ starts: `A new fax can begin at pages 2 to ${source.pages}.` })
  const pages = pagesOf(source)
  return [1, ...cuts].map((start, at) => pages.slice(start - 1, (cuts[at] ?? source.pages + 1) - 1))
}

const MOST_SOURCES = 20

/** One after the other, in the order they are given. Throws AppError. */
export function planMerge(sources: readonly Source[]): Plan {
  if (new Set(sources.map(({ id }) => id)).size !== sources.length) throw invalid({ faxes: 'Name each fax once.' })
  if (sources.length < 2)
    throw invalid({ faxes: 'Select at least two faxes to put together.' }, 'Select at least two faxes to put together.')
  if (sources.length > MOST_SOURCES) throw invalid({ faxes: `Put at most ${MOST_SOURCES} faxes together.` })
  return [sources.flatMap(pagesOf)]
}

/** Whether every page of the sources is in the plan once. */
export function isWhole(plan: Plan, sources: readonly Source[]): boolean {
  const key = ({ source, page }: Page) => `${source} ${page}`
  const planned = plan.flat().map(key)
  const wanted = sources.flatMap(pagesOf).map(key)
  return planned.length === wanted.length && new Set(planned).size === planned.length && wanted.every((each) => planned.includes(each))
}
