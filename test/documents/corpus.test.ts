import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createDocuments } from '../../src/documents/index.ts'
import { CORPUS } from './corpus/index.ts'
import { MAPLE } from './samples.ts'

// Generous: the machine may be busy, and a process takes its time to start.
setDefaultTimeout(60_000)

const documents = createDocuments()
afterAll(() => documents[Symbol.dispose]())

describe('odd and hostile files', () => {
  test('are more than 200, each with a name of its own', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(200)
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length)
  })

  test('get the right answer each, and each the same bytes when it is made again', async () => {
    const seen: Record<string, unknown> = {}
    const made = new Set<bigint | number>()
    const light = CORPUS.filter(({ heavy }) => !heavy)
    for (const { name, file, make } of light) {
      const bytes = await make()
      expect([name, Bun.hash(await make())]).toEqual([name, Bun.hash(bytes)])
      made.add(Bun.hash(bytes))
      const said = await documents.inspect(MAPLE, bytes, file ?? 'labs.pdf')
      seen[name] = said.ok ? { pages: said.pages } : { reason: said.reason }
    }
    expect(seen).toEqual(Object.fromEntries(light.map(({ name, answer }) => [name, answer])))
    expect(made.size).toBeGreaterThanOrEqual(200)
  })
})
