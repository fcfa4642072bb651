export { acceptFax } from './accepting.ts'
export { type AccountKeys, accountKeys } from './accounts/account-keys.ts'
export { type AccountForm, type AccountId, currentAccount, forgetUnused, removeAccount, setAccount } from './accounts/accounts.ts'
export { type Carriers, carrierFor } from './accounts/carriers.ts'
export type { AccountAnswer, CarrierDesk, Holder } from './accounts/desk.ts'
export { accountForgetter, accountPoller } from './accounts/jobs.ts'
export { telnyxDesk } from './accounts/telnyx.ts'
export { type Attempt, type Recipient, type RecipientId, recipientsOf } from './attempts.ts'
export { draftBulk, type Wanted } from './bulk/drafting.ts'
export { bulkFeeder } from './bulk/feeding.ts'
export { forgetDraftBulks } from './bulk/removing.ts'
export { cancelBulk, confirmBulk, pauseBulk, resumeBulk, retryFailed, startBulk } from './bulk/steering.ts'
export { totalsOf } from './bulk/totals.ts'
export type { Call, Carrier, CarrierFax, DownloadAnswer, LookAnswer, SendAnswer } from './carrier.ts'
export { adviceOf, type Cause, causeCodes, causeOf, retryAfter } from './causes.ts'
export { type AttemptId, clientState, parseClientState } from './client-state.ts'
export { contentLeaver } from './content/leaving.ts'
export { getContentRules } from './content/rules.ts'
export { findSent } from './content/sent.ts'
export { composeCopyLetters } from './copies/letters.tsx'
export { cancelFax, dropHeld, markSent, sendAgain } from './deciding.ts'
export { endDrafts } from './drafts/drafts.ts'
export { coverSample } from './drafts/previewing.ts'
export { applyCarrierFax, applyEvent, type CarrierEvent, type Effect } from './events.ts'
export { getSendRules } from './guard/rules.ts'
export { type Exchanged, exchangedWith } from './history.ts'
export { pruneIdempotencyKeys } from './idempotency.ts'
export { type Addressee, addresseeOf, createAccountsOf, createInbox, type Inbox, type Signer, type Taken } from './inbox.ts'
export { portReminder } from './lines/ports/ports.ts'
export { assignNumber, type FaxNumber, listNumbers, listRoutes, restoreRoutes, routeOf } from './numbers.ts'
export { pageReaders } from './page-text/jobs.ts'
export { getPageTextRule } from './page-text/rule.ts'
export { pollInbound } from './polling.ts'
export { faxPreparer } from './preparing.ts'
export { advance, afterAsk, afterCall, GRACE_MS, nextMove, type OpenAttempt, SEND_TIMEOUT_MS } from './protocol.ts'
export {
  countFaxes,
  type FaxDetail,
  type FaxSummary,
  getFax,
  listFaxes,
  showFax,
} from './reading.ts'
export type { Colleague, Colleagues } from './received/colleagues.ts'
export { composeFaxLetters } from './received/letters.tsx'
export { countReceived, countUnread, listReceived } from './received/listing.ts'
export { faxMailer } from './received/mailing/mailing.ts'
export { addMailing, listMailings, resealMailings } from './received/mailing/mailings.ts'
export { getReceived, type ReceivedFax, type ReceivedId } from './received/received.ts'
export { applyInboundEvent, faxFetcher, fetchAgain, receiveFax } from './received/receiving.ts'
export { receivedFaxRecords } from './received/retention.ts'
export { listRules as listReceivedRules } from './received/rules.ts'
export { unopenedNotifier } from './received/telling.ts'
export { askCarrier } from './refreshing.ts'
export { sentFaxRecords } from './retention.ts'
export { forgetText } from './search/texts.ts'
export { wordsTidier } from './search/tidying.ts'
export { faxSender, type SendingDeps } from './sending.ts'
export { type FaxId, type FaxStatus, hasEnded, type RecipientStatus, statusOf } from './status.ts'
export {
  type AttachedFile,
  type Checked,
  checkSubmission,
  checkTotals,
  type Submission,
  type SubmittedFax,
  submitFax,
} from './submitting.ts'
export { type TelnyxConfig, telnyxCarrier, telnyxCarriers } from './telnyx.ts'
export { type ParsedEvent, parseTelnyxEvent } from './telnyx-events.ts'
export { telnyxWebhookCheck, type VerifyWebhook } from './telnyx-signature.ts'
export { pruneTests, testFaxEnder } from './testing/test-faxes.ts'
export { type Kept, trashEmptier } from './trash/emptying.ts'
export { holdUnsettled } from './unsettled.ts'
export { faxCanceler, faxWatcher } from './watching.ts'
