import { type AnyElysia, Elysia } from 'elysia'
import { auditApi, operatorAuditApi } from './audit/api.routes.ts'
import { trailPage } from './audit/console.routes.tsx'
import { auditRoutes } from './audit/routes.tsx'
import { cellsApi } from './cells/api.routes.ts'
import { cellEdge } from './cells/edge.routes.ts'
import type { Cell } from './cells/index.ts'
import { colleagues, faxers } from './colleagues.ts'
import { contactApi } from './contacts/api.routes.ts'
import { contactChangesApi } from './contacts/changing.api.routes.ts'
import { contactChangingRoutes } from './contacts/changing.routes.tsx'
import { contactImportApi } from './contacts/importing.api.routes.ts'
import { contactImportRoutes } from './contacts/importing.routes.tsx'
import { contactRoutes } from './contacts/routes.tsx'
import { contactTagRoutes } from './contacts/tags.routes.tsx'
import { placeOf } from './copies.ts'
import { takeAwayApi, takeAwayOperations } from './custody/api.routes.ts'
import { drillRoutes } from './custody/drill.routes.ts'
import { lastDrill, readHint } from './custody/drilling/index.ts'
import { offboardingApi } from './custody/offboarding.api.routes.ts'
import { restoringApi } from './custody/restoring.api.routes.ts'
import { listRules } from './custody/retention/index.ts'
import { retentionApi } from './custody/retention.api.routes.ts'
import { retentionRoutes } from './custody/retention.routes.tsx'
import { takeAwayRoutes } from './custody/routes.tsx'
import { accountApi } from './fax/accounts/api.routes.ts'
import { accountRoutes } from './fax/accounts/routes.tsx'
import { faxApi } from './fax/api.routes.ts'
import { bulkApi } from './fax/bulk/api.routes.ts'
import { bulkRoutes } from './fax/bulk/routes.tsx'
import { composeRoutes } from './fax/compose.routes.tsx'
import { contentApi } from './fax/content/api.routes.ts'
import { contentRoutes } from './fax/content/routes.tsx'
import { draftApi } from './fax/drafts/api.routes.ts'
import { draftRoutes } from './fax/drafts/routes.tsx'
import { guardApi } from './fax/guard/api.routes.ts'
import { guardRoutes } from './fax/guard/routes.tsx'
import {
  assignNumber,
  countUnread,
  coverSample,
  createAccountsOf,
  createInbox,
  currentAccount,
  exchangedWith,
  getContentRules,
  getPageTextRule,
  getSendRules,
  type Inbox,
  listMailings,
  listNumbers,
  listReceivedRules,
  telnyxWebhookCheck,
} from './fax/index.ts'
import { lineApi } from './fax/lines/api.routes.ts'
import { portApi } from './fax/lines/ports/api.routes.ts'
import { portRoutes } from './fax/lines/ports/routes.tsx'
import { lineRoutes } from './fax/lines/routes.tsx'
import { carrierMedia } from './fax/media.routes.ts'
import { pageTextApi } from './fax/page-text/api.routes.ts'
import { pageTextRoutes } from './fax/page-text/routes.tsx'
import { mailingApi } from './fax/received/mailing/api.routes.ts'
import { mailingRoutes } from './fax/received/mailing/routes.tsx'
import { receivedRoutes } from './fax/received/routes.ts'
import { faxRoutes } from './fax/routes.tsx'
import { savedViewApi } from './fax/saved-views/api.routes.ts'
import { savedViewRoutes } from './fax/saved-views/routes.tsx'
import { trashApi } from './fax/trash/api.routes.ts'
import { trashRoutes } from './fax/trash/routes.tsx'
import { carrierWebhook } from './fax/webhook.routes.ts'
import { mayHear } from './hearing.ts'
import { createAdmit, placeAt } from './identity/admit.routes.ts'
import { countUnreviewed, createIdentity, isEntry, listKeys, listPeople, namesOf, operatorNames, SCOPES } from './identity/index.ts'
import { createAtConsole, createMayVisit, createOperatorAdmit } from './identity/operators/admit.routes.ts'
import { consoleRoutes } from './identity/operators/routes.ts'
import { identityRoutes } from './identity/routes.ts'
import { jobApi } from './jobs/api.routes.ts'
import { jobRoutes } from './jobs/routes.tsx'
import { keysApi } from './keys/api.routes.ts'
import { createMasterKey, createOfficeKeys, type Exchanges } from './keys/index.ts'
import { mailroomApi } from './mailroom/api.routes.ts'
import { listSenders } from './mailroom/index.ts'
import { mailroomRoutes } from './mailroom/routes.tsx'
import { officeApi } from './office/api.routes.ts'
import { coverApi } from './office/covers/api.routes.ts'
import { coverRoutes } from './office/covers/routes.tsx'
import { hoursApi } from './office/hours.api.routes.ts'
import { hoursRoutes } from './office/hours.routes.tsx'
import { getOffice, officeClock } from './office/index.ts'
import { outboundCopyApi } from './office/outbound-copy.api.routes.ts'
import { outboundCopyRoutes } from './office/outbound-copy.routes.tsx'
import { officeRoutes, settingsPage } from './office/routes.tsx'
import { masterKeyDeps, officeKeyDeps, officeUrl, type Parts } from './parts.ts'
import { platformApi } from './platform/api.routes.ts'
import { officePages } from './platform/console.routes.tsx'
import { replicasApi } from './platform/replicas.routes.ts'
import { receiptApi } from './receipts/api.routes.ts'
import { receiptRoutes } from './receipts/routes.tsx'
import { RECORD_CLASSES } from './records.ts'
import { replacingDeps } from './replacing.ts'
import { replicasOf } from './replicating.ts'
import type { Standing } from './replication/index.ts'
import { specificationOf } from './specification.ts'
import { type Actor, system, type TenantId, type Tx } from './tenancy/index.ts'
import { assetRoutes } from './web/assets.routes.ts'
import { helpRoutes } from './web/help.routes.tsx'
import { addressFrom, createMethodsAt, createRates, createShell, edge, hostOf, type Live, socketAddress } from './web/index.ts'
import { liveRoutes } from './web/live.routes.ts'
import { themeRoutes } from './web/theme.routes.ts'
import { webhookApi } from './webhooks/api.routes.ts'
import { eventApi } from './webhooks/events.api.routes.ts'
import { enabledEndpoints } from './webhooks/index.ts'
import { webhookRoutes } from './webhooks/routes.tsx'

/** What the settings page says of how things stand, by whom they belong to. */
const settingsStand = (tx: Tx) => ({
  ownAccount: currentAccount(tx)?.lastFour,
  sending: getSendRules(tx),
  rules: listReceivedRules(tx).length,
  webhooks: enabledEndpoints(tx).length,
  retention: listRules(tx, RECORD_CLASSES),
  content: getContentRules(tx),
  pageText: getPageTextRule(tx).on,
  mailings: listMailings(tx).length,
  mailSenders: listSenders(tx).length,
})

/** Everything that answers HTTP, in one list. */
export function createApp(
  parts: Parts,
  live: Live,
  inbox: Inbox = createInbox(parts),
  standing: () => Standing | undefined = () => undefined,
  exchanges: Exchanges = { officeKeys: createOfficeKeys(officeKeyDeps(parts)), masterKey: createMasterKey(masterKeyDeps(parts)) },
  /** Has every other thread let go of an office that is closed. */
  letGo: (id: TenantId) => Promise<void> = async () => {},
  /** This machine as one of several. */
  cell?: Cell,
): AnyElysia {
  const { config, control, tenants, clock, log, files, documents, carrier } = parts
  const { baseDomain, addressHeader } = config.server
  const addressOf = addressHeader ? addressFrom(addressHeader) : socketAddress
  const identity = createIdentity({ control, tenants, clock })
  const rates = config.rates && createRates(config.rates, clock)
  const admit = createAdmit({
    identity,
    baseDomain,
    rates,
    officeName: (tx) => getOffice(tx).name,
    officeZone: (tx) => getOffice(tx).timeZone,
    mayVisit: createMayVisit({ control, networks: config.operatorNetworks }),
    log,
  })
  const admitOperator = createOperatorAdmit({ control, baseDomain, networks: config.operatorNetworks, rates })
  const shell = createShell(
    (tenant) => tenant.read(countUnread),
    (tenant) => tenant.read(countUnreviewed),
  )
  const signed = { admit, shell }
  const urlOf = (slug: string) => officeUrl(config, slug)
  const fax = { ...signed, files, documents, carrier, names: namesOf, colleagues }
  const covers = { ...signed, files, documents, sample: coverSample(fax) }
  const verify = config.carrier.publicKey ? telnyxWebhookCheck(config.carrier.publicKey) : undefined
  const account = { ...signed, desk: parts.desk, keys: parts.accountKeys, publicOrigin: config.server.publicOrigin, names: namesOf }
  const { apiKey, connectionId } = config.carrier
  const lines = { ...account, control, platform: apiKey === '' ? undefined : { apiKey, connectionId } }
  const mailings = { ...signed, keys: parts.accountKeys, colleagues, byMail: parts.mailer !== undefined }
  const settings = {
    shell,
    people: listPeople,
    numbers: listNumbers,
    keys: (tx: Tx) => ({ list: listKeys(tx), scopes: SCOPES }),
    standing: settingsStand,
    backup: (tx: Tx) => (config.replication ? { last: lastDrill(tx) } : undefined),
  }
  const coming = identityRoutes({
    ...signed,
    identity,
    baseDomain,
    clock,
    officeClock,
    urlOf,
    addressOf,
    byMail: parts.mailer !== undefined,
    isLocal: !config.production,
    showKeys: settingsPage(settings),
  })
  const hooks = { ...signed, tokenKey: (id: TenantId) => tenants.key(id, 'tokens') }
  const receipts = {
    admit,
    documents,
    tokenKey: (id: TenantId) => tenants.key(id, 'tokens'),
    officeAt: (request: Request) => tenants.as(placeAt(identity, request, baseDomain).id, system('receipts')),
  }
  const atConsole = createAtConsole({ baseDomain, networks: config.operatorNetworks })
  const console = consoleRoutes({ control, tenants, urlOf, clock, admitOperator, atConsole })
  const platform = {
    dataDir: config.data.dir,
    control,
    keys: parts.keys,
    tenants,
    admitOperator,
    urlOf,
    clock,
    replicas: () => replicasOf(config, parts),
    drillOf: (id: TenantId) => readHint(config.data.dir, id),
    assignNumber: (id: TenantId, actor: Actor, number: string, label: string) =>
      assignNumber({ control, tenant: tenants.as(id, actor) }, number, label),
  }

  /** Who may see the help may see the rail. */
  const around = async (request: Request) => {
    try {
      return shell(await admit({ request, route: '/help', method: 'GET', isAround: true }), request, 'none')
    } catch {
      return undefined
    }
  }

  const app: AnyElysia = new Elysia()
    .use(
      edge({
        log,
        baseDomain,
        addressOf,
        rates,
        isEntry,
        around,
        stepUp: (request) => (hostOf(request, baseDomain).kind === 'admin' ? console : coming).stepUp(request),
        methodsAt: createMethodsAt(() => app.routes),
      }),
    )
    .use(cell ? cellEdge({ cell, baseDomain }) : new Elysia())
    .get('/health', () => ({ status: 'ok', open: tenants.open, listening: live.listeners, replication: standing() ?? 'off' }), {
      detail: { hide: true },
    })
    .use(assetRoutes())
    .use(themeRoutes())
    .use(carrierWebhook({ inbox, verify, accountsOf: createAccountsOf(parts), clock, log, sendOn: cell?.sendOn }))
    .use(carrierMedia({ control, files, tenants, clock }))
    .use(coming.routes)
    .use(console.routes)
    .use(platformApi(platform))
    .use(replicasApi(platform))
    .use(officePages(platform))
    .use(trailPage({ admitOperator, control, clock, names: () => operatorNames(control) }))
    .use(cellsApi({ control, cell, admitOperator }))
    .use(keysApi({ control, keys: parts.keys, ...exchanges, clock, admitOperator }))
    .use(liveRoutes({ admit, live, mayHear }))
    .use(guardRoutes(signed))
    .use(guardApi(fax))
    .use(composeRoutes(fax))
    .use(contentRoutes(signed))
    .use(contentApi({ admit }))
    .use(pageTextRoutes({ ...signed, pageReader: parts.pageReader }))
    .use(pageTextApi({ admit, pageReader: parts.pageReader }))
    .use(mailingRoutes(mailings))
    .use(mailingApi(mailings))
    .use(draftRoutes(fax))
    .use(draftApi(fax))
    .use(bulkRoutes(fax))
    .use(bulkApi(fax))
    .use(faxRoutes(fax))
    .use(faxApi(fax))
    .use(receiptRoutes(receipts))
    .use(receiptApi(receipts))
    .use(receivedRoutes(fax))
    .use(trashRoutes(fax))
    .use(trashApi(signed))
    .use(savedViewRoutes(signed))
    .use(savedViewApi(signed))
    .use(contactRoutes({ ...signed, exchanged: exchangedWith }))
    .use(contactTagRoutes(signed))
    .use(contactChangingRoutes({ ...signed, names: namesOf }))
    .use(contactImportRoutes(signed))
    .use(contactApi({ ...signed, exchanged: exchangedWith }))
    .use(contactImportApi(signed))
    .use(contactChangesApi(signed))
    .use(officeRoutes({ admit, ...settings }))
    .use(lineRoutes(lines))
    .use(lineApi(lines))
    .use(portRoutes(signed))
    .use(portApi({ admit }))
    .use(accountRoutes(account))
    .use(accountApi(account))
    .use(drillRoutes({ admit }))
    .use(officeApi(signed))
    .use(coverRoutes(covers))
    .use(coverApi(covers))
    .use(outboundCopyRoutes({ ...signed, byMail: parts.mailer !== undefined }))
    .use(outboundCopyApi(signed))
    .use(hoursRoutes(signed))
    .use(hoursApi(signed))
    .use(takeAwayRoutes({ ...signed, tenants, files, clock: officeClock, names: namesOf }))
    .use(retentionRoutes({ ...signed, clock: officeClock, classes: RECORD_CLASSES }))
    .use(retentionApi({ admit, clock: officeClock, classes: RECORD_CLASSES }))
    .use(takeAwayApi({ admit, tenants, files, clock }))
    .use(offboardingApi({ ...platform, guard: parts.guard, clock, place: placeOf(config), forget: identity.directory.forget, letGo }))
    .use(restoringApi({ ...replacingDeps(parts, { forget: identity.directory.forget, letGo }), admitOperator }))
    .use(takeAwayOperations({ admitOperator, control, tenants, files, clock }))
    .use(mailroomRoutes({ ...signed, faxers, domain: config.mailroom?.domain }))
    .use(mailroomApi({ admit, faxers }))
    .use(webhookRoutes(hooks))
    .use(webhookApi(hooks))
    .use(eventApi({ ...signed, urlOf }))
    .use(jobRoutes({ ...signed, clock: officeClock }))
    .use(jobApi(signed))
    .use(auditRoutes({ ...signed, clock: officeClock, names: namesOf }))
    .use(auditApi(signed))
    .use(operatorAuditApi({ admitOperator, control }))
    .use(helpRoutes({ ...signed, baseDomain, specification: (plane) => specificationOf(app, plane) }))
  return app
}
