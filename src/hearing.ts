import { type FaxId, getFax, getReceived, type ReceivedId } from './fax/index.ts'
import type { Permission } from './identity/index.ts'
import { AppError } from './kit/errors.ts'
import type { Tenant, Tx } from './tenancy/index.ts'

type News = { readonly needs: Permission; readonly look?: (tx: Tx, id: string) => unknown }

/** Every kind of topic that is announced: by which right it is heard, and how it is found out whether one of them is theirs. */
const NEWS: ReadonlyMap<string, News> = new Map([
  ['faxes', { needs: 'faxes:read' }],
  ['fax', { needs: 'faxes:read', look: (tx: Tx, id: string) => getFax(tx, id as FaxId) }],
  ['bulk', { needs: 'faxes:read', look: (tx: Tx, id: string) => getFax(tx, id as FaxId) }],
  ['received', { needs: 'faxes:read', look: (tx: Tx, id: string) => getReceived(tx, id as ReceivedId) }],
  ['job', { needs: 'jobs:read' }],
  ['takeaways', { needs: 'custody' }],
])

export type Listener = { readonly tenant: Tenant; readonly permissions: ReadonlySet<string> }

/** Whether somebody may know that this changed: no id is told of what they could not look at. */
export function mayHear({ tenant, permissions }: Listener, topic: string): boolean {
  const [kind = '', id] = topic.split(':')
  const news = NEWS.get(kind)
  if (!news || !permissions.has(news.needs)) return false
  const { look } = news
  return id === undefined || !look || !tenant.actor.reach || isFound(tenant, (tx) => look(tx, id))
}

function isFound(tenant: Tenant, look: (tx: Tx) => unknown): boolean {
  try {
    tenant.read((tx) => void look(tx))
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return false
    throw error
  }
}
