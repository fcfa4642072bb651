import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hasS3 } from './s3.ts'

/** What replicator/build.sh makes. */
export const LITESTREAM = join(import.meta.dir, '../../.build/replicator/litestream')

/** What this machine lacks to replicate to a bucket, in words. */
export function lackingReplication(): string | undefined {
  const how = 'bin/test builds it where Go and a C compiler are installed.'
  if (!hasS3) return `There is no versitygw in .build/tools. ${how}`
  return existsSync(LITESTREAM) ? undefined : `There is no ${LITESTREAM}. ${how}`
}

/** Whether there is a replicator and a bucket. Says so where not; where every test must run that is a failure. */
export function canReplicate(what: string): boolean {
  const lack = lackingReplication()
  if (lack && process.env['CI']) throw new Error(`${what} cannot be tested. ${lack}`)
  if (lack) console.warn(`\nNOT TESTED: ${what}. ${lack}\n`)
  return lack === undefined
}
