import { recordAct } from '../../audit/index.ts'
import { type Bucket, type Emptied, emptyFolders } from '../../files/index.ts'
import { describeError, type Log } from '../../kit/log.ts'
import {
  type Control,
  certify,
  type DestroyedTenant,
  expectCopiesGone,
  type KeyRing,
  leaveCopies,
  listCopiesOf,
  listLingering,
  noteCopies,
  system,
  type TenantId,
} from '../../tenancy/index.ts'
import { writeCertificate } from './certificate.ts'
import { certificateKey } from './certificate-key.ts'

export type LingeringDeps = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly clock: () => Date
  readonly log: Log
  readonly bucket: Bucket
  /** As the certificate calls it. */
  readonly place: string
  /** Everything in the bucket that is this office's begins with one of these. */
  readonly foldersOf: (id: TenantId) => readonly string[]
  /** While something may still put a copy there. */
  readonly isShipping: (id: TenantId) => boolean
  /** Whether another cell has an office of this id by now: then what the bucket has is that one's. Throws when nobody can tell. */
  readonly livesElsewhere?: ((id: TenantId) => Promise<boolean>) | undefined
}

const AGAIN_MS = 60_000
const DAY_MS = 86_400_000

/** A bucket may be new to an installation, or have come back: what it has of any destroyed office is to be removed. */
export const expectNothing = ({ control, place }: Pick<LingeringDeps, 'control' | 'place'>): void =>
  control.write((tx) => expectCopiesGone(tx, place))

/**
 * What a bucket still has of offices whose key is gone. It does not open, so nothing waits for this: a bucket that is away is asked
 * again later, and one that holds something under a lock when that is over. An office counts as gone once a look finds nothing, and its
 * certificate is written anew whenever there is more to say. Answers how many offices had something done.
 */
export async function removeLingering(deps: LingeringDeps): Promise<number> {
  const offices = deps.control.read((tx) => listLingering(tx, deps.place)).filter(({ id }) => !deps.isShipping(id))
  for (const office of offices) {
    const elsewhere = await isElsewhere(deps, office.id)
    if (elsewhere === 'unknown') break
    if (elsewhere) continue
    const found = await emptyFolders(deps.bucket, deps.foldersOf(office.id))
    settle(deps, office, found)
    if (found.because !== undefined) break
  }
  return offices.length
}

/** Nothing is removed of an office that another cell has, nor while that cannot be told. */
async function isElsewhere({ control, clock, log, place, livesElsewhere }: LingeringDeps, id: TenantId): Promise<boolean | 'unknown'> {
  const later = (ms: number) => control.write((tx) => leaveCopies(tx, id, place, new Date(clock().getTime() + ms)))
  try {
    const lives = (await livesElsewhere?.(id)) ?? false
    if (lives) later(DAY_MS)
    return lives
  } catch (error) {
    log('warn', 'shredding.copies_stay', { tenant: id, removed: 0, ...describeError(error) })
    later(AGAIN_MS)
    return 'unknown'
  }
}

function settle(deps: LingeringDeps, office: DestroyedTenant, found: Emptied): void {
  const { control, clock, log, place } = deps
  const { because, ...counts } = found
  const key = certificateKey(deps)
  const next = nextLook(found, clock())
  control.write((tx) => {
    noteCopies(tx, office.id, place, { ...counts, keptUntil: counts.keptUntil ?? null }, next)
    if (counts.removed + counts.kept > 0) recordAct(tx, system('shredding'), 'tenant.copies_removed', office.id, counted(counts))
    if (because !== undefined) return
    certify(tx, office.id, JSON.stringify(writeCertificate(office, listCopiesOf(tx, office.id), clock(), key)))
  })
  const { removed, bytes, kept } = counts
  if (because !== undefined) log('warn', 'shredding.copies_stay', { tenant: office.id, removed, because })
  else if (removed + kept > 0) log('info', 'shredding.copies_removed', { tenant: office.id, removed, bytes, kept })
}

const counted = ({ removed, bytes, kept, keptUntil }: Omit<Emptied, 'because'>) => ({
  removed,
  bytes,
  kept,
  keptUntil: keptUntil?.toISOString() ?? null,
})

/** Undefined when there was nothing to find. */
function nextLook({ because, removed, kept, keptUntil }: Emptied, now: Date): Date | undefined {
  if (because !== undefined) return new Date(now.getTime() + AGAIN_MS)
  if (kept > 0) return keptUntil && keptUntil > now ? keptUntil : new Date(now.getTime() + DAY_MS)
  return removed > 0 ? now : undefined
}
