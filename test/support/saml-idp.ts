import { existsSync } from 'node:fs'
import { join } from 'node:path'

const PYTHON = join(import.meta.dir, '../../.build/tools/python')

/** Whether there is somebody else's identity provider. Says so where not; where every test must run that is a failure. */
export function canAnswer(what: string): boolean {
  const lack = !existsSync(join(PYTHON, 'saml2'))
    ? 'There is no pysaml2 in .build/tools/python. bin/test installs it where Python and pip are.'
    : Bun.which('xmlsec1') === null
      ? 'There is no xmlsec1. bin/test installs it where apt is.'
      : undefined
  if (lack && process.env['CI']) throw new Error(`${what} cannot be tested. ${lack}`)
  if (lack) console.warn(`\nNOT TESTED: ${what}. ${lack}\n`)
  return lack === undefined
}

/** The request that is answered, as the provider reads it. */
export type To = { readonly in_response_to: string; readonly destination: string; readonly sp_entity_id: string }
export type SamlPerson = { readonly subject: string; readonly attributes: Readonly<Record<string, string | readonly string[]>> }
export type How = Partial<Record<'sign_response' | 'sign_assertion' | 'encrypt' | 'triple' | 'sha1', boolean>> & {
  readonly format?: string
  readonly hours_ago?: number
}
export type Idp = AsyncDisposable & {
  /** Made anew with these services, whose metadata it is given. Answers its own metadata. */
  provider(
    entityId: string,
    pair: { readonly privateKey: string; readonly certificate: string },
    services: readonly string[],
  ): Promise<string>
  /** What the address asks for, its signature checked. */
  asked(entityId: string, url: string): Promise<To>
  /** A response as a browser would post it. */
  answer(entityId: string, to: To, person: SamlPerson, how?: How): Promise<string>
}

/** pysaml2 as one process for a file of tests: orders on its standard input, results on its standard output. */
export function startIdp(): Idp {
  const child = Bun.spawn(['python3', join(import.meta.dir, 'saml-idp.py')], {
    env: { ...process.env, PYTHONPATH: PYTHON, PYTHONDONTWRITEBYTECODE: '1' },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const lines = linesOf(child.stdout)
  let before: Promise<unknown> = Promise.resolve()
  const order = <T>(asked: object): Promise<T> => {
    const result = before.then(async () => {
      child.stdin.write(`${JSON.stringify(asked)}\n`)
      await child.stdin.flush()
      const { value } = await lines.next()
      const said = JSON.parse(value ?? '{"error":"The identity provider ended."}') as { result: T; error?: string }
      if (said.error !== undefined) throw new Error(said.error)
      return said.result
    })
    before = result.catch(() => {})
    return result
  }
  return {
    provider: (entity_id, { privateKey: key, certificate }, services) => order({ do: 'provider', entity_id, key, certificate, services }),
    asked: (entity_id, url) => order({ do: 'asked', entity_id, url }),
    answer: (entity_id, to, person, how = {}) => order({ do: 'answer', entity_id, to, person, how }),
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await child.exited
    },
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  return undefined
}
