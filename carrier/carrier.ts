import { type Account, type Accounts, createAccounts } from './account.ts'
import { deliveryRoutes } from './api/deliveries.ts'
import { faxRoutes } from './api/faxes.ts'
import { mediaRoutes } from './api/media.ts'
import type { Route } from './api/request.ts'
import { createApi } from './api/router.ts'
import { sending } from './api/sending.ts'
import { createTemper } from './behaviour.ts'
import { control, incomingCall } from './control.ts'
import { downloads } from './documents/downloads.ts'
import { createLinks } from './documents/links.ts'
import { createMediaStore } from './documents/media.ts'
import { canRasterise } from './documents/raster.ts'
import { createShelf, type Shelf } from './documents/shelf.ts'
import { createExchange } from './exchange.ts'
import { createInbound } from './inbound.ts'
import { createLedger } from './ledger.ts'
import type { LineDeps } from './line.ts'
import { createMemory } from './memory.ts'
import { pages } from './page/routes.ts'
import type { Calls, Settings } from './settings.ts'
import { buildCall } from './t30/build.ts'
import { createCourier } from './webhooks/courier.ts'
import { createDeliveries } from './webhooks/deliveries.ts'

export interface Carrier {
  readonly url: string
  readonly apiBase: string
  readonly publicKey: string
  readonly apiKey: string
  readonly connectionId: string
  readonly calls: Calls
  readonly dir: string
  stop(): Promise<void>
}

type Answer = (request: Request, url: URL) => Response | Promise<Response>

/** Puts the carrier together and opens its port. */
export function startCarrier(settings: Settings): Carrier {
  const accounts = createAccounts(settings)
  const { calls, program } = equipment(settings.calls)
  const server = Bun.serve({
    port: settings.port,
    hostname: settings.host,
    idleTimeout: 120,
    maxRequestBodySize: 30 * 1024 * 1024,
    fetch: (request) => answer(request, new URL(request.url)),
  })
  const base = server.url.origin
  const shelf = createShelf(settings.dir)
  const answer = switchboard({ settings, accounts, shelf, line: { calls, program, shelf }, base })
  const { apiKey, connectionId } = settings
  return {
    url: base,
    apiBase: `${base}/v2`,
    publicKey: accounts.first.keys.publicKey,
    apiKey,
    connectionId,
    calls,
    dir: shelf.dir,
    stop: () => server.stop(true),
  }
}

/** What calls can be made of on this machine. */
function equipment(wanted: Calls | null): { readonly calls: Calls; readonly program: string | null } {
  if (wanted === 'timed' || !canRasterise()) return { calls: 'timed', program: null }
  const program = wanted === 'plain' ? null : buildCall()
  return { calls: program ? 't30' : 'plain', program }
}

interface Wiring {
  readonly settings: Settings
  readonly accounts: Accounts
  readonly shelf: Shelf
  readonly line: LineDeps
  readonly base: string
}

function switchboard({ settings, accounts, shelf, line, base }: Wiring): Answer {
  const { fast, lines, fetchMedia, lateMs } = settings
  const ledger = createLedger(settings.keep, (fax) => shelf.clear(fax.id))
  const temper = createTemper()
  const memory = createMemory()
  const links = createLinks(base)
  const media = createMediaStore()
  const deliveries = createDeliveries()
  const courier = createCourier({ keysOf: (fax) => accounts.ownerOf(fax).keys, deliveries, counts: ledger.counts, temper, fast, urlsFor })
  const document = { calls: line.calls, fetchMedia, keepPdf: !(fast && line.calls === 'timed'), shelf, media }
  const exchange = createExchange({ fast, lines, ledger, courier, temper, memory, links, shelf, document, line })
  const inbound = createInbound({ fast, ledger, courier, temper, links, shelf, line })

  function urlsFor(fax: { readonly connectionId: string; readonly webhookUrl?: string | undefined }): string[] {
    const { applications } = accounts.ownerOf(fax)
    const first = fax.webhookUrl ?? applications.webhookUrl(fax.connectionId)
    return [first, applications.failoverUrl(fax.connectionId)].filter((url) => url !== null)
  }

  function reset(): void {
    for (const part of [exchange, courier, ledger, memory, media, deliveries, accounts]) part.clear()
    temper.reset()
  }

  const tables = new WeakMap<Account, readonly Route[]>()
  function routesOf(apiKey: string): readonly Route[] | undefined {
    const account = accounts.byApiKey(apiKey)
    if (account && !tables.has(account)) tables.set(account, tableOf(account))
    return account && tables.get(account)
  }
  const tableOf = (account: Account): readonly Route[] => [
    ['POST', '/faxes', sending({ exchange, ledger, courier, temper, memory, applications: account.applications, lateMs })],
    ...faxRoutes({ ledger, exchange, inbound, account }),
    ...mediaRoutes(media),
    ...account.applications.routes,
    ...account.numbers.routes,
    ...deliveryRoutes(deliveries, account),
  ]
  const api = createApi(temper, routesOf)
  const switches = control({ ledger, temper, inbound, accounts, reset })
  const serveDocument = downloads({ ledger, links, shelf, inbound })
  const people = pages({ ledger, shelf, parseCall: (fields) => incomingCall(fields, accounts), receive: inbound.receive })

  return (request, url) => {
    const { pathname } = url
    if (pathname.startsWith('/v2/')) return api(request, url)
    if (pathname.startsWith('/_control')) return switches(request, url)
    if (pathname.startsWith('/documents/')) return serveDocument(url)
    return people(request, url)
  }
}
