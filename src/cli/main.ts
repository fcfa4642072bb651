import { AppError } from '../kit/errors.ts'
import { type Command, type Noun, parse, type Told, UsageError } from './command.ts'

/*
 * bin/frontdesk NOUN VERB: exits with 0 when it did it, 1 when it was refused or found something wrong, 2 when it was typed wrongly.
 * A noun is read from its file only when it is used.
 */
const NOUNS: Readonly<Record<string, () => Promise<Noun>>> = {
  tenant: async () => (await import('./tenant.ts')).tenant,
  number: async () => (await import('./number.ts')).number,
  user: async () => (await import('./user.ts')).user,
  key: async () => (await import('./key.ts')).key,
  keys: async () => (await import('./rotate.ts')).keys,
  certificate: async () => (await import('./certificate.ts')).certificate,
  receipt: async () => (await import('./receipt.ts')).receipt,
  operator: async () => (await import('./operator.ts')).operator,
  audit: async () => (await import('./audit.ts')).audit,
  fax: async () => (await import('./fax.ts')).fax,
  dev: async () => (await import('./call.ts')).dev,
  restore: async () => (await import('./restore.ts')).restore,
  doctor: async () => (await import('./doctor.ts')).doctor,
  migrate: async () => (await import('./migrate.ts')).migrate,
}
/** The verb of a noun that has only one and is not typed. */
const ONLY = ''

const args = process.argv.slice(2)
async function start(): Promise<number> {
  const [name = '', ...rest] = args
  if (name === '' || name === 'help' || name === '--help' || name === '-h') return print(await overview(), 0)
  const noun = await NOUNS[name]?.()
  if (!noun) throw new UsageError(`There is no “${name}”. The nouns are: ${Object.keys(NOUNS).join(', ')}.`)
  if (noun[ONLY]) return run(noun[ONLY], rest)
  const [verb = '', ...others] = rest
  if (verb === '' || verb === '--help' || verb === '-h') return print(Object.values(noun).map(describe).join('\n'), verb === '' ? 2 : 0)
  const command = noun[verb]
  if (!command) throw new UsageError(`${name} has no “${verb}”, only: ${Object.keys(noun).join(', ')}.`)
  return run(command, others)
}

async function run(command: Command, rest: readonly string[]): Promise<number> {
  try {
    const given = parse(command, rest)
    if (given.flag('help')) return print(describe(command), 0)
    const json = given.flag('json')
    const told = await command.run(given, json ? () => {} : (line) => console.log(line))
    return print(written(told, json), told.ok === false ? 1 : 0)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${error.message}\n${describe(command)}`)
  }
}

const written = ({ data, lines }: Told, json: boolean): string => (json ? JSON.stringify(data, null, 2) : lines.join('\n'))

function print(text: string, code: number): number {
  if (text !== '') console.log(text)
  return code
}

const describe = ({ usage, summary }: Command): string => `  frontdesk ${usage}\n      ${summary}`

async function overview(): Promise<string> {
  const nouns = await Promise.all(Object.values(NOUNS).map((noun) => noun()))
  const commands = nouns.flatMap((noun) => Object.values(noun)).map(describe)
  return `Frontdesk’s command line. Every command takes --json and --help.\n\n${commands.join('\n')}`
}

function complain(error: unknown): number {
  const message = error instanceof Error ? error.message : 'Something went wrong.'
  const fields = error instanceof AppError ? error.fields : {}
  const code = error instanceof AppError ? error.code : error instanceof UsageError ? 'usage' : 'failed'
  if (args.includes('--json')) console.log(JSON.stringify({ error: { code, message, fields } }))
  const wrong = Object.entries(fields)
  console.error(`frontdesk: ${wrong.length > 0 ? 'This was refused.' : message}`)
  for (const [field, what] of wrong) console.error(`  ${field}: ${what}`)
  return error instanceof UsageError ? 2 : 1
}

process.exitCode = await start().catch((error: unknown) => complain(error))
