import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** What a command has to say: `data` for --json, `lines` for people. `ok: false` ends with 1 although nothing was thrown. */
export type Told = { readonly data: unknown; readonly lines: readonly string[]; readonly ok?: boolean }
/** `say` prints at once, for commands that take their time; with --json it is silent. */
export type Command = {
  readonly usage: string
  readonly summary: string
  readonly options?: ParseArgsOptionsConfig
  run(given: Given, say: (line: string) => void): Told | Promise<Told>
}
export type Noun = Readonly<Record<string, Command>>

/** The command was typed wrongly: exit code 2, with its usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const COMMON = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const satisfies ParseArgsOptionsConfig

export type Given = {
  readonly words: readonly string[]
  flag(name: string): boolean
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  /** Throws UsageError when it was not given. */
  needed(name: string): string
  /** The same for several, and says of all at once which are missing. */
  allNeeded<Name extends string>(...names: Name[]): Readonly<Record<Name, string>>
  /** The word at this place, such as SLUG. Throws UsageError when it was not given. */
  word(place: number, called: string): string
}

/** Throws UsageError for an option that the command does not have. */
export function parse(command: Pick<Command, 'options'>, args: readonly string[]): Given {
  const { values, positionals } = parsed(command.options ?? {}, args)
  const textsOf = (name: string) => [values[name] ?? []].flat().filter((each) => typeof each === 'string')
  const missing = (...what: string[]) => new UsageError(`${what.join(' and ')} ${what.length > 1 ? 'are' : 'is'} missing.`)
  const orMissing = (value: string | undefined, what: string): string => {
    if (value === undefined || value === '') throw missing(what)
    return value
  }
  return {
    words: positionals,
    flag: (name) => values[name] === true,
    text: (name) => textsOf(name).at(-1),
    texts: textsOf,
    needed: (name) => orMissing(textsOf(name).at(-1), `--${name}`),
    allNeeded: <Name extends string>(...names: Name[]) => {
      const given = Object.fromEntries(names.map((name) => [name, textsOf(name).at(-1) ?? ''])) as Record<Name, string>
      const absent = names.filter((name) => given[name] === '')
      if (absent.length > 0) throw missing(...absent.map((name) => `--${name}`))
      return given
    },
    word: (place, called) => orMissing(positionals[place], called),
  }
}

type Value = string | boolean
type Parsed = { readonly values: Readonly<Record<string, Value | Value[] | undefined>>; readonly positionals: readonly string[] }

function parsed(options: ParseArgsOptionsConfig, args: readonly string[]): Parsed {
  try {
    return parseArgs({ args: [...args], options: { ...COMMON, ...options }, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'Those options were not understood.')
  }
}
