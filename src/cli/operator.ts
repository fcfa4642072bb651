import { createOperator, listOperators, type OperatorId, revokeOperator } from '../identity/index.ts'
import type { Command, Noun } from './command.ts'
import { beginParts, withParts } from './office.ts'
import { invite, people, recover } from './operator-people.ts'
import { table } from './table.ts'

const create: Command = {
  usage: 'operator create NAME',
  summary: 'Makes a key for programs of operators and prints it, once.',
  run: (given) => {
    const name = given.word(0, 'NAME')
    return beginParts(({ control }) => {
      const { operator, key } = control.write((tx) => createOperator(tx, name))
      return { data: { ...operator, key }, lines: [`id   ${operator.id}`, `key  ${key}`, 'Keep the key now: it is shown only here.'] }
    })
  },
}

const list: Command = {
  usage: 'operator list',
  summary: 'Lists the keys of operators, also those that were revoked.',
  run: () =>
    withParts(({ control }) => {
      const operators = control.read(listOperators)
      const rows = operators.map(({ id, name, createdAt, revokedAt }) => [
        id,
        createdAt.toISOString(),
        revokedAt?.toISOString() ?? '-',
        name,
      ])
      return { data: operators, lines: table(['ID', 'MADE', 'REVOKED', 'NAME'], rows) }
    }),
}

const revoke: Command = {
  usage: 'operator revoke ID',
  summary: 'Makes an operator’s key worthless at once.',
  run: (given) => {
    const id = given.word(0, 'ID')
    return withParts(({ control }) => {
      control.write((tx) => revokeOperator(tx, id as OperatorId))
      return { data: { id, revoked: true }, lines: [`Revoked ${id}.`] }
    })
  },
}

export const operator: Noun = { invite, recover, people, create, list, revoke }
