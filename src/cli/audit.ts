import { type ChainReport, operatorTrail, verifyChain } from '../audit/index.ts'
import type { Parts } from '../parts.ts'
import { AT_THE_SHELL, listTenants, type TenantSummary } from '../tenancy/index.ts'
import { type Command, type Noun, UsageError } from './command.ts'
import { findOffice, withParts } from './office.ts'

type Verified = { readonly slug: string } & (
  | ChainReport
  | { readonly valid: false; readonly because: 'unreadable'; readonly message: string }
)

const verify: Command = {
  usage: 'audit verify SLUG | --all | --operators',
  summary:
    'Walks an office’s audit trail, or that of the operators, from its first entry; exits with 1 and names the entry when it is broken.',
  options: { all: { type: 'boolean' }, operators: { type: 'boolean' } },
  run: (given) => {
    const slug = given.words[0]
    if (given.flag('operators')) {
      if (slug !== undefined || given.flag('all')) throw new UsageError('--operators is a trail of its own.')
      return withParts(({ control }) => {
        const report = { slug: 'operators', ...operatorTrail(control).read(verifyChain) }
        return { data: report, lines: [inWords(report)], ok: report.valid }
      })
    }
    if ((slug === undefined) !== given.flag('all')) throw new UsageError('Name one office, or say --all.')
    return withParts((parts) => {
      const offices = slug === undefined ? parts.control.read(listTenants) : [findOffice(parts, slug)]
      const verified = offices.map((office) => verifyOffice(parts, office))
      return { data: slug === undefined ? verified : verified[0], lines: verified.map(inWords), ok: verified.every(({ valid }) => valid) }
    })
  },
}

function verifyOffice({ tenants }: Parts, { id, slug }: TenantSummary): Verified {
  try {
    return { slug, ...tenants.as(id, AT_THE_SHELL).read(verifyChain) }
  } catch (error) {
    return { slug, valid: false, because: 'unreadable', message: error instanceof Error ? error.message : 'It cannot be read.' }
  }
}

function inWords(report: Verified): string {
  if (report.valid) return `${report.slug}  valid  ${report.entries} entries  head ${report.head}`
  if (report.because === 'unreadable') return `${report.slug}  UNREADABLE  ${report.message}`
  return `${report.slug}  BROKEN at entry ${report.brokenAt} (${report.because})  ${report.entries} entries before it are sound`
}

export const audit: Noun = { verify }
