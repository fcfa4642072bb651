import { getOffice } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'

/** How a bulk goes out. */
export type Options = {
  /** At most so many begin in a minute; null for as many as there are lines. */
  readonly perMinute: number | null
  /** Calls are made only while the office is open. */
  readonly officeHours: boolean
  /** Who got the same files within the office's time gets them again. */
  readonly repeats: boolean
}

export const MOST_PER_MINUTE = 600

export function checkOptions(tx: Tx, { perMinute, officeHours }: Options, wrong: Record<string, string>): void {
  if (perMinute !== null && (!Number.isInteger(perMinute) || perMinute < 1 || perMinute > MOST_PER_MINUTE))
    wrong['perMinute'] = `Enter 1 to ${MOST_PER_MINUTE} faxes a minute, or leave it empty.`
  if (officeHours && getOffice(tx).hours === null)
    wrong['officeHours'] = 'Your office has not said when it is open. Enter its hours under Settings first.'
}
