import { addKey, SCOPES } from '../identity/index.ts'
import type { Command, Noun } from './command.ts'
import { enterOffice, withParts } from './office.ts'

const create: Command = {
  usage: 'key create SLUG --name NAME --scopes SCOPE,SCOPE [--test]',
  summary: `Makes an API key of an office and prints it, once. Scopes: ${SCOPES.join(', ')}.`,
  options: { name: { type: 'string' }, scopes: { type: 'string' }, test: { type: 'boolean' } },
  run: (given) => {
    const [slug, name, scopes] = [given.word(0, 'SLUG').toLowerCase(), given.needed('name'), given.needed('scopes').split(',')]
    return withParts((parts) => {
      const { key, secret } = enterOffice(parts, slug).write((tx) => addKey(tx, slug, { name, scopes, test: given.flag('test') }))
      return { data: { ...key, secret }, lines: [`id   ${key.id}`, `key  ${secret}`, 'Keep the key now: it is shown only here.'] }
    })
  },
}

export const key: Noun = { create }
