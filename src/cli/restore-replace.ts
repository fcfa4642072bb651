import { type Moment, type Replaced, replaceOffice } from '../custody/restoring/index.ts'
import { replacingDeps } from '../replacing.ts'
import { AT_THE_SHELL } from '../tenancy/index.ts'
import { type Given, type Told, UsageError } from './command.ts'
import { isRecord, openAdminDesk } from './desk.ts'
import { findOffice, withParts } from './office.ts'
import { byWhoeverRuns } from './stopped.ts'

type Report = Omit<Replaced, 'asOf'> & { readonly asOf: string }

/** By itself while no server runs, else through the server, which works on for the other offices. */
export async function replaceOne(given: Given, at: Date | undefined): Promise<Told> {
  const slug = given.word(0, 'SLUG').toLowerCase()
  if (given.flag('all') || given.text('into') !== undefined) throw new UsageError('--replace is for one office, in its place.')
  if (given.flag('undo') && at) throw new UsageError('--undo brings back what was replaced: it takes no --at.')
  const report = await byWhoeverRuns(
    (config) => withParts((parts) => here(parts, slug, given.flag('undo') ? { undo: true } : { at }), config),
    () => there(given, slug, at),
  )
  const { documents, audit } = report
  return {
    data: { slug, ...report },
    lines: [
      `${slug} is as it was at ${report.asOf}: ${report.rows} rows, ${audit.entries} audit entries, head ${audit.head.slice(0, 16)}….`,
      `Documents: ${documents.present} of ${documents.named} are there, ${documents.missing} missing, ${documents.unreachable} out of reach.`,
      `${report.held} recipients are held until a person decides. Everybody signs in anew.`,
      `What was there is kept for thirty days: frontdesk restore ${slug} --replace --undo`,
    ],
  }
}

async function here(parts: Parameters<Parameters<typeof withParts>[0]>[0], slug: string, moment: Moment): Promise<Report> {
  const { id } = findOffice(parts, slug)
  const doors = { forget: () => {}, letGo: async () => parts.tenants.close(id) }
  const replaced = await replaceOffice(replacingDeps(parts, doors), id, moment, AT_THE_SHELL)
  return { ...replaced, asOf: replaced.asOf.toISOString() }
}

async function there(given: Given, slug: string, at: Date | undefined): Promise<Report> {
  const id = await withParts((parts) => findOffice(parts, slug).id)
  const body = { confirm: slug, ...(at && { at: at.toISOString() }), ...(given.flag('undo') && { undo: true }) }
  const answer = await openAdminDesk(given).ask('POST', `/api/admin/tenants/${id}/restorations`, body)
  if (!isRecord(answer)) throw new Error('The server’s answer was not understood.')
  return answer as unknown as Report
}
