import { createApplications } from './api/applications.ts'
import { createNumbers } from './api/numbers.ts'
import type { Fax } from './fax.ts'
import { type Keys, loadKeys } from './webhooks/keys.ts'

/** A customer of the carrier: a key to the API, a key its events are signed with, applications and numbers of its own. */
export interface Account {
  readonly apiKey: string
  readonly connectionId: string
  readonly keys: Keys
  readonly applications: ReturnType<typeof createApplications>
  readonly numbers: ReturnType<typeof createNumbers>
  owns(fax: Pick<Fax, 'connectionId'>): boolean
  clear(): void
}

export interface NewAccount {
  readonly apiKey: string
  readonly connectionId: string
  readonly webhookUrl: string | null
  readonly keyFile: string | null
}

export interface Accounts {
  /** The one that the carrier was started with. */
  readonly first: Account
  /** Undefined when its API key or its application is another's already. */
  open(wanted: NewAccount): Account | undefined
  byApiKey(apiKey: string): Account | undefined
  ownerOf(fax: Pick<Fax, 'connectionId'>): Account
  /** Which application a call to this number belongs to. */
  connectionFor(number: string): string
  /** All but the first are forgotten. */
  clear(): void
}

export function createAccounts(settings: NewAccount): Accounts {
  const all: Account[] = []
  let lastId = 1_000_000_100
  const nextId = () => String(++lastId)
  const ownerOf = (fax: Pick<Fax, 'connectionId'>) => all.find((account) => account.owns(fax)) ?? first
  const isTaken = (number: string) => all.some(({ numbers }) => numbers.has(number))

  function add({ apiKey, connectionId, webhookUrl, keyFile }: NewAccount): Account {
    const applications = createApplications({ connectionId, webhookUrl, nextId })
    const numbers = createNumbers(isTaken)
    const account: Account = {
      apiKey,
      connectionId,
      keys: loadKeys(keyFile),
      applications,
      numbers,
      owns: ({ connectionId: id }) => applications.find(id) !== undefined,
      clear() {
        applications.clear()
        numbers.clear()
      },
    }
    all.push(account)
    return account
  }

  const first = add(settings)
  return {
    first,
    open: (wanted) => (all.some((each) => each.apiKey === wanted.apiKey || each.owns(wanted)) ? undefined : add(wanted)),
    byApiKey: (apiKey) => all.find((each) => each.apiKey === apiKey),
    ownerOf,
    connectionFor: (number) => all.map(({ numbers }) => numbers.connectionOf(number)).find((id) => id !== null) ?? first.connectionId,
    clear() {
      all.splice(1)
      first.clear()
    },
  }
}
