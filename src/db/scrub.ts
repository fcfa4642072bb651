import type { Db } from './open.ts'

/**
 * Empties the log into the file, so that no byte of what was deleted stays in either: the file's own pages are cleared by secure_delete.
 * Throws while another process reads it.
 */
export function scrubDb({ $client: client }: Db): void {
  const [checkpoint] = client.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[]
  if (checkpoint?.busy !== 0) throw new Error('Another process is reading the control database. Stop it, then run the command again.')
}
