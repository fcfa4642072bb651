import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { unavailable } from '../kit/errors.ts'
import { type Command, type Given, type Noun, UsageError } from './command.ts'
import { COVER_OPTIONS, coverOf } from './cover.ts'
import { DESK_OPTIONS, openDesk } from './desk.ts'
import { followFax, type SentFax } from './following.ts'
import { watch } from './hot-folder/command.ts'

const send: Command = {
  usage:
    'fax send FILE… --to NUMBER [--to …] [--cover NAME | --no-cover] [--subject …] [--note …] [--tenant SLUG] [--url …] [--key …] [--wait [--timeout 300]]',
  summary:
    'Sends PDF or TIFF files through the running server and prints the fax’s id. With --wait it ends with the outcome: 0 only when delivered.',
  options: {
    ...DESK_OPTIONS,
    to: { type: 'string', multiple: true },
    ...COVER_OPTIONS,
    subject: { type: 'string' },
    note: { type: 'string' },
    wait: { type: 'boolean' },
    timeout: { type: 'string' },
  },
  async run(given, say) {
    const form = await formOf(given)
    const seconds = Number(given.text('timeout') ?? 300)
    if (!(seconds > 0)) throw new UsageError('--timeout is a number of seconds.')
    const desk = openDesk(given)
    const answer = (await desk.ask('POST', '/api/faxes', form, { 'idempotency-key': crypto.randomUUID() })) as SentFax | undefined
    if (!answer?.id) throw unavailable(`${desk.url} did not answer like a Frontdesk.`)
    if (!given.flag('wait')) return { data: answer, lines: [answer.id] }
    say(answer.id)
    const fax = await followFax(desk, answer.id, seconds, say)
    return { data: fax, lines: [fax.status], ok: fax.status === 'delivered' }
  },
}

async function formOf(given: Given): Promise<FormData> {
  const to = given.texts('to')
  if (given.words.length === 0) throw new UsageError('FILE is missing.')
  if (to.length === 0) throw new UsageError('--to is missing.')
  const form = new FormData()
  for (const number of to) form.append('to', number)
  form.append('cover', String(coverOf(given)))
  for (const name of ['subject', 'note']) form.append(name, given.text(name) ?? '')
  for (const word of given.words) {
    // bin/frontdesk moves to the repository; the file is named from where the person stands.
    const path = resolve(process.env['INIT_CWD'] ?? '.', word)
    if (!existsSync(path)) throw new UsageError(`There is no file ${word}.`)
    form.append('files', new File([await Bun.file(path).arrayBuffer()], basename(path)))
  }
  return form
}

export const fax: Noun = { send, watch }
