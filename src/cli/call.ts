import { readConfig } from '../config.ts'
import { totpAt } from '../identity/index.ts'
import { forbidden, invalid, unavailable } from '../kit/errors.ts'
import { type Command, type Noun, UsageError } from './command.ts'
import { isRecord } from './desk.ts'
import { readDevFile } from './dev-file.ts'

const call: Command = {
  usage: 'dev call --to NUMBER [--from NUMBER] [--pages N]',
  summary: 'Asks the local carrier of bin/dev to call one of our numbers and fax it a test page.',
  options: { to: { type: 'string' }, from: { type: 'string' }, pages: { type: 'string' } },
  async run(given) {
    const to = given.needed('to')
    const carrier = readDevFile(readConfig().data.dir)?.carrierUrl
    if (!carrier) throw new UsageError('There is no local carrier: start bin/dev first.')
    const body = JSON.stringify({ to, from: given.text('from') ?? '+15552010199', pages: Number(given.text('pages') ?? 1) })
    const response = await fetch(`${carrier}/_control/call`, { method: 'POST', body }).catch(() => {
      throw unavailable(`The local carrier does not answer at ${carrier}. Is bin/dev running?`)
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw invalid({}, isRecord(answer) ? String(answer['error']) : 'The carrier refused the call.')
    return { data: answer, lines: [`Calling ${to}. The fax shows up under Received in a moment.`] }
  },
}

const code: Command = {
  usage: 'dev code [EMAIL]',
  summary: 'The code that a person of bin/dev would see on their phone now: the owner, or who is named. In development only.',
  run(given) {
    if (process.env['NODE_ENV'] === 'production') throw forbidden('This is for development: in production codes are on people’s phones.')
    const file = readDevFile(readConfig().data.dir)
    if (!file) throw new UsageError('There are no such people: start bin/dev first.')
    const email = given.words[0] ?? file.users.find(({ role }) => role === 'owner_admin')?.email
    const person = file.offices.flatMap(({ users }) => users).find((each) => each.email === email)
    if (!person?.factor) throw new UsageError(`${email} has no second factor made by bin/dev.`)
    const [now, left] = [new Date(), 30 - (Math.floor(Date.now() / 1000) % 30)]
    const shown = totpAt(person.factor, now)
    return { data: { email, code: shown, secondsLeft: left }, lines: [`${shown}   for ${email}, once, ${left} s left`] }
  },
}

export const dev: Noun = { call, code }
