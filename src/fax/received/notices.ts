type Notice = { readonly kind: 'ok'; readonly text: string }

const WORDS: Readonly<Record<string, string>> = {
  saved: 'Saved.',
  noted: 'The note was added.',
  unnoted: 'The note was removed.',
  split: 'The fax was split. Each part is a fax of its own now; you can undo this below.',
  merged: 'The faxes were put together. You can undo this below.',
  blocked: 'The number was blocked. Its faxes are kept under “Blocked”; you can unblock it here.',
  unblocked: 'The number was unblocked. Its faxes are in the inbox again.',
  rule_removed: 'The rule was removed.',
  undone: 'It is as it was before.',
}

/** What the address of a page says was just done. */
export function noticeIn({ notice, done }: Readonly<Record<string, string | undefined>>): Notice | undefined {
  const count = /^\d{1,3}$/.test(done ?? '') ? Number(done) : undefined
  if (count !== undefined) return { kind: 'ok', text: countWords(count) }
  const text = notice !== undefined && Object.hasOwn(WORDS, notice) ? WORDS[notice] : undefined
  return text === undefined ? undefined : { kind: 'ok', text }
}

function countWords(count: number): string {
  if (count === 0) return 'Nothing had to be changed: it was so already.'
  return count === 1 ? '1 fax was changed.' : `${count} faxes were changed.`
}
