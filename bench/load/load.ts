import { join } from 'node:path'
import type { Asked, LoadReport, LoadSpec } from './spec.ts'

/** Runs one load process to its end. Throws when an answer was not the expected one: a refusal is quick, and no measurement. */
export async function load(spec: LoadSpec, expected: number): Promise<LoadReport> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'main.ts')], {
    stdin: new Blob([JSON.stringify(spec)]),
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const text = await new Response(child.stdout).text()
  if ((await child.exited) !== 0) throw new Error('The load process failed.')
  const report = JSON.parse(text) as LoadReport
  const others = Object.keys(report.statuses).filter((status) => status !== String(expected))
  if (others.length > 0 || report.count === 0) throw new Error(`Answers were ${JSON.stringify(report.statuses)} and not ${expected}.`)
  return report
}

export const hostOf = (slug: string, port: number): string => `${slug}.localhost:${port}`

export const withKey = (office: { readonly slug: string; readonly key: string }, port: number, path: string): Asked => ({
  method: 'GET',
  path,
  headers: { host: hostOf(office.slug, port), authorization: `Bearer ${office.key}`, accept: 'application/json' },
})

export const withCookie = (slug: string, cookie: string, port: number, path: string): Asked => ({
  method: 'GET',
  path,
  headers: { host: hostOf(slug, port), cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' },
})
