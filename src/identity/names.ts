import { type Db, prepared } from '../db/index.ts'
import { type Tx, whileUnchanged } from '../tenancy/index.ts'
import { apiKeys, users } from './schema.tenant.ts'
import { supportVisits } from './support/schema.tenant.ts'

const ofUsers = (db: Db) => db.select({ id: users.id, name: users.name }).from(users).prepare()
const ofVisitors = (db: Db) =>
  db.selectDistinct({ id: supportVisits.operatorId, name: supportVisits.operatorName }).from(supportVisits).prepare()
const ofKeys = (db: Db) => db.select({ id: apiKeys.id, name: apiKeys.name }).from(apiKeys).prepare()

/**
 * Who the trail and lists speak of: people, removed ones too, operators who were let in, and keys by the name they were given. Every list
 * asks for it, and it hardly ever changes.
 */
export const namesOf = (tx: Tx): ReadonlyMap<string, string> =>
  whileUnchanged(tx, 'identity.names', () => {
    const people = [
      ...prepared(tx.db, 'identity.names.users', ofUsers).all(),
      ...prepared(tx.db, 'identity.names.visitors', ofVisitors).all(),
    ]
    const keys = prepared(tx.db, 'identity.names.keys', ofKeys).all()
    return new Map<string, string>([
      ...people.map(({ id, name }): [string, string] => [id, name]),
      ...keys.map(({ id, name }): [string, string] => [id, `Key “${name}”`]),
    ])
  })
