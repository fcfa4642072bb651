import type { Browser } from 'playwright-core'
import { lookAt } from './looking.ts'
import { findings, none, type Row } from './score.ts'
import { type Shown, showPages } from './shown.ts'

export async function states(browser: Browser, only: string): Promise<Row[]> {
  await using served = await showPages(only)
  const { shown, origin } = served
  const seen = await lookAt(browser, origin, 'states', shown)
  findings.push(...seen.complaints, ...seen.wide)
  const dead = shown.flatMap(deadEnds)
  findings.push(...dead)
  return [
    none('complaints of axe: every page and state', seen.complaints, seen.looks),
    none('pages wider than their window: every page and state', seen.wide, seen.looks),
    none('pages on which nothing can be done', dead, shown.length),
  ]
}

/** What is refused or does not work leaves something to do: a form, a button, a way on, or a sentence that says whom to ask or where to go. */
function deadEnds({ name, html }: Shown): string[] {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return /<(a|button|form|input)\b|\b(Ask|Go back)\b/.test(main) ? [] : [`${name}: nothing can be done on it`]
}
