import { caretakers, colleagues } from './colleagues.ts'
import { contactImporter, contactUndoer } from './contacts/index.ts'
import { driller } from './custody/drilling/index.ts'
import { isMakingTakeaway, takeawayHandlers } from './custody/index.ts'
import { listRules, retentionHandler } from './custody/retention/index.ts'
import { documentDisposer } from './disposal/index.ts'
import {
  accountForgetter,
  accountPoller,
  bulkFeeder,
  composeCopyLetters,
  composeFaxLetters,
  contentLeaver,
  faxCanceler,
  faxFetcher,
  faxMailer,
  faxPreparer,
  faxSender,
  faxWatcher,
  pageReaders,
  portReminder,
  testFaxEnder,
  trashEmptier,
  unopenedNotifier,
  wordsTidier,
} from './fax/index.ts'
import { fileSweeper, fileUploader } from './files/index.ts'
import { certificateNotifier, composeLetters, keyNotifier, mayNoLonger, mayStill } from './identity/index.ts'
import type { Handler } from './jobs/index.ts'
import { createReach } from './kit/reaching.ts'
import { letterSender } from './mail/index.ts'
import { composeMailroomLetters, mailroomWatcher } from './mailroom/index.ts'
import { getOffice, officeClock } from './office/index.ts'
import { officeUrl, type Parts } from './parts.ts'
import { RECORD_CLASSES } from './records.ts'
import { getActiveTenant, system, type TenantId, type Tx } from './tenancy/index.ts'
import { composeWebhookLetters, webhookDeliverer } from './webhooks/index.ts'

/** What the office's own rules keep outlasts the trash. */
function keptDays(tx: Tx) {
  const daysOf = (name: string) => listRules(tx, RECORD_CLASSES).find((each) => each.name === name)?.days ?? null
  return { sent: daysOf('sent'), received: daysOf('received') }
}

/** Every kind of job and who does it. */
export const handlersOf = (
  { control, keys, carrier, accountKeys, mailer, files, bucket, documents, pageReader, tenants, clock, config, log }: Parts,
  doubted: (id: TenantId) => void = () => {},
  originOf = (id: TenantId) => officeUrl(config, control.read((tx) => getActiveTenant(tx, id)).slug),
): Handler[] => [
  faxPreparer({ files, documents }),
  bulkFeeder({ files, documents }),
  faxSender({ carrier, tokenKey: (id) => tenants.key(id, 'tokens'), publicOrigin: config.server.publicOrigin, mayStill }),
  faxCanceler({ carrier }),
  faxWatcher({ carrier }),
  faxFetcher({ carrier, files, documents, colleagues }),
  unopenedNotifier(),
  portReminder({ colleagues }),
  faxMailer({ mailer, files, documents, keys: accountKeys, colleagues, originOf }),
  accountPoller({ carrier, keys: accountKeys }),
  accountForgetter(),
  wordsTidier(),
  ...pageReaders({ files, documents, pageReader }),
  trashEmptier({ kept: keptDays }),
  contentLeaver(),
  testFaxEnder(),
  letterSender({
    mailer,
    compose(tx, letter) {
      const facts = {
        officeName: (tx: Tx) => getOffice(tx).name,
        urlOf: originOf,
        colleagues,
        caretakers,
      }
      const composers = [
        composeLetters(facts),
        composeFaxLetters(facts),
        composeCopyLetters(facts),
        composeMailroomLetters(facts),
        composeWebhookLetters(facts),
      ]
      for (const compose of composers) {
        const mail = compose(tx, letter)
        if (mail) return mail
      }
      return undefined
    },
  }),
  webhookDeliverer({
    reach: createReach({ mayReachInside: !config.production }),
    tokenKey: (id) => tenants.key(id, 'tokens'),
    originOf,
    caretakers,
  }),
  mailroomWatcher(),
  keyNotifier(),
  certificateNotifier(),
  contactUndoer({ mayNoLonger }),
  contactImporter({ mayNoLonger }),
  fileSweeper({
    dataDir: config.data.dir,
    bucket,
    log,
    graceMs: config.documents.graceMs,
    open: (id) => tenants.as(id, system('sweep')),
  }),
  ...(bucket ? [fileUploader({ dataDir: config.data.dir, bucket, log })] : []),
  retentionHandler({ classes: RECORD_CLASSES, zone: (tx) => officeClock(tx).zone }),
  documentDisposer({ files, log, notNow: (tx) => (isMakingTakeaway(tx) ? 'An archive of all records is being made.' : undefined) }),
  ...(config.replication && config.bucket
    ? [
        driller({
          program: config.replicatorProgram,
          bucket: config.bucket,
          dataDir: config.data.dir,
          control,
          keys,
          tenants,
          files,
          clock,
          log,
          doubted,
        }),
      ]
    : []),
  ...takeawayHandlers({
    dataDir: config.data.dir,
    tenants,
    files,
    officeOf: (id) => control.read((tx) => getActiveTenant(tx, id)),
    enter(id) {
      control.read((tx) => getActiveTenant(tx, id))
      return tenants.as(id, system('take-away'))
    },
    mayStill,
  }),
]
