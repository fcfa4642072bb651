/** What each kind of job does, as a person would say it. A kind that is not here is shown as it is written. */
const WORDS: Readonly<Record<string, string>> = {
  'fax.feed': 'Top up what is under way of a bulk',
  'fax.prepare': 'Make the pages of a fax',
  'fax.send': 'Send a fax to one recipient',
  'fax.cancel': 'Cancel a call',
  'fax.test': 'End a test fax',
  'fax.watch': 'Look after calls under way',
  'fax.fetch': 'Fetch a received fax',
  'fax.poll': 'Look for faxes at the office’s own account',
  'fax.forget_accounts': 'Destroy the key of an account that ended',
  'fax.unopened': 'Look whether a received fax was opened',
  'fax.tidy': 'Take what was removed out of the search',
  'documents.dispose': 'Destroy documents that were let go of',
  'retention.run': 'Remove what is older than the rules keep',
  'backup.drill': 'Restore the backup and check it',
  'takeaway.make': 'Make an archive of all records',
  'takeaway.clear': 'Remove what is left of an archive',
  'mail.send': 'Send a mail to a person of the office',
  'sso.notice': 'Tell owners that a certificate of a sign-in provider ends soon',
  'webhook.deliver': 'Tell another program what happened',
  'keys.notice': 'Tell owners that an API key ends soon',
  'files.upload': 'Put documents into the archive',
  'contacts.import': 'Import contacts',
  'contacts.undo': 'Undo a change of many contacts',
  'files.sweep': 'Compare documents with what names them',
}

export const wordsFor = (kind: string): string => (Object.hasOwn(WORDS, kind) ? WORDS[kind] : undefined) ?? kind
