import { createApplications } from './api/applications.ts'
import { deliveryRoutes } from './api/deliveries.ts'
import { faxRoutes } from './api/faxes.ts'
import { mediaRoutes } from './api/media.ts'
import { createNumbers } from './api/numbers.ts'
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
import { type Keys, loadKeys } from './webhooks/keys.ts'

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
  const keys = loadKeys(settings.keyFile)
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
  const answer = switchboard({ settings, keys, shelf, line: { calls, program, shelf }, base })
  const { apiKey, connectionId } = settings
  return {
    url: base,
    apiBase: `${base}/v2`,
    publicKey: keys.publicKey,
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
  readonly keys: Keys
  readonly shelf: Shelf
  readonly line: LineDeps
  readonly base: string
}

function switchboard({ settings, keys, shelf, line, base }: Wiring): Answer {
  const { fast, lines, connectionId, fetchMedia, lateMs } = settings
  const ledger = createLedger(settings.keep, (fax) => shelf.clear(fax.id))
  const temper = createTemper()
  const memory = createMemory()
  const links = createLinks(base)
  const media = createMediaStore()
  const numbers = createNumbers()
  const deliveries = createDeliveries()
  const applications = createApplications(connectionId, settings.webhookUrl)
  const courier = createCourier({ keys, deliveries, counts: ledger.counts, temper, fast, urlsFor })
  const document = { calls: line.calls, fetchMedia, keepPdf: !(fast && line.calls === 'timed'), shelf, media }
  const exchange = createExchange({ fast, lines, ledger, courier, temper, memory, links, shelf, document, line })
  const inbound = createInbound({ fast, ledger, courier, temper, links, shelf, line })
  const connectionFor = (number: string) => numbers.connectionOf(number) ?? connectionId

  function urlsFor(fax: { readonly connectionId: string; readonly webhookUrl?: string | undefined }): string[] {
    const first = fax.webhookUrl ?? applications.webhookUrl(fax.connectionId)
    return [first, applications.failoverUrl(fax.connectionId)].filter((url) => url !== null)
  }

  function reset(): void {
    for (const part of [exchange, courier, ledger, memory, media, numbers, deliveries, applications]) part.clear()
    temper.reset()
  }

  const api = createApi(settings.apiKey, temper, [
    ['POST', '/faxes', sending({ exchange, ledger, courier, temper, memory, applications, lateMs })],
    ...faxRoutes({ ledger, exchange, inbound, applications }),
    ...mediaRoutes(media),
    ...applications.routes,
    ...numbers.routes,
    ...deliveryRoutes(deliveries),
  ])
  const switches = control({ ledger, temper, inbound, connectionFor, reset })
  const serveDocument = downloads({ ledger, links, shelf, inbound })
  const people = pages({ ledger, shelf, parseCall: (fields) => incomingCall(fields, { connectionFor }), receive: inbound.receive })

  return (request, url) => {
    const { pathname } = url
    if (pathname.startsWith('/v2/')) return api(request, url)
    if (pathname.startsWith('/_control')) return switches(request, url)
    if (pathname.startsWith('/documents/')) return serveDocument(url)
    return people(request, url)
  }
}
