import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Bucket, replicaUrl } from './places.ts'

/** A replica brought back: as of which transaction, and when the last change that is in it was shipped. */
export type Brought =
  | { readonly is: 'restored'; readonly txid: number; readonly changedAt: Date }
  | { readonly is: 'nothing' | 'failed'; readonly why: string }

export type ReplicaDeps = { readonly program: string; readonly bucket: Bucket }
export type Wanted = { readonly replica: string; readonly to: string; readonly at?: Date | undefined }

const Plan = Type.Object({ max_txid: Type.String(), files: Type.Array(Type.Object({ timestamp: Type.String() })) })
const isPlan = Compile(Plan)

/** The replicator's own words for a bucket, or a moment, without this replica. */
const NOTHING = /no matching backup files|timestamp does not exist|no snapshots? available/i

/** Needs no key: what it writes is as encrypted as what was shipped. `to` appears when it is whole, and must not be there. */
export async function bringBack(deps: ReplicaDeps, { replica, to, at }: Wanted): Promise<Brought> {
  const url = replicaUrl(deps.bucket, replica)
  const latest = await look(deps, to, url)
  // The replicator refuses a moment after the last change, though what stood then is what stands now.
  const isLatest = at === undefined || latest.is !== 'found' || latest.changedAt <= at
  const found = isLatest ? latest : await look(deps, to, url, ['-timestamp', at.toISOString()])
  if (found.is !== 'found') return found
  const made = await run(deps, ['-json', '-txid', found.maxTxid, '-o', to, url])
  if (made.code !== 0) return { is: 'failed', why: lastLine(made.err) }
  return { is: 'restored', txid: Number.parseInt(found.maxTxid, 16), changedAt: found.changedAt }
}

type Looked =
  | { readonly is: 'found'; readonly maxTxid: string; readonly changedAt: Date }
  | { readonly is: 'nothing' | 'failed'; readonly why: string }

async function look(deps: ReplicaDeps, to: string, url: string, moment: readonly string[] = []): Promise<Looked> {
  const { code, out, err } = await run(deps, ['-dry-run', '-json', ...moment, '-o', to, url])
  if (code !== 0) return { is: NOTHING.test(err) ? 'nothing' : 'failed', why: lastLine(err) }
  const plan: unknown = JSON.parse(out)
  if (!isPlan.Check(plan)) return { is: 'failed', why: 'its plan was not understood' }
  const changedAt = new Date(Math.max(0, ...plan.files.map(({ timestamp }) => Date.parse(timestamp))))
  return { is: 'found', maxTxid: plan.max_txid, changedAt }
}

type Ran = { readonly code: number; readonly out: string; readonly err: string }

async function run({ program, bucket }: ReplicaDeps, args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], AWS_ACCESS_KEY_ID: bucket.accessKeyId, AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey }
  const child = Bun.spawn([program, 'restore', ...args], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', env })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code: await child.exited, out, err }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? ''
