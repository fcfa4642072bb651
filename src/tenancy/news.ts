import type { Tx } from './tenant.ts'

/** What others may learn once a transaction has committed: that something became due, or that something shown has changed. */
export type News = { readonly kind: 'due'; readonly at: number } | { readonly kind: 'changed'; readonly topic: string }

const pending = new WeakMap<Tx, News[]>()

/** Told to listeners after the commit, and to nobody if the transaction fails. */
export function announce(tx: Tx, news: News): void {
  const list = pending.get(tx)
  if (list) list.push(news)
  else pending.set(tx, [news])
}

export const newsOf = (tx: Tx): readonly News[] => pending.get(tx) ?? []
