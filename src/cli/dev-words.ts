import type { DevFile } from './dev-file.ts'

/** What a person who started bin/dev wants to know next. */
export function welcome(file: DevFile, dataDir: string, replicas?: string): string {
  const desk = file.users.find(({ role }) => role === 'user')
  const owner = file.users.find(({ role }) => role === 'owner_admin')
  return `
Frontdesk is up.

  office     ${file.url}
  sign in    ${desk?.email}
  password   ${desk?.password}
  owner      ${owner?.email}
  password   ${owner?.password}
  codes      bin/frontdesk dev code EMAIL   (after the password; without EMAIL the owner’s)
  carrier    ${file.carrierUrl}   (what the far ends received)
  API docs   ${file.url}/api/docs

  More people and keys: ${dataDir}/dev.json${replicas ? `\n  Replicas, ciphertext: ${replicas}` : ''}

Try in another terminal:
  bin/frontdesk fax send test/fixtures/referral.pdf --to +15550100001 --wait
  bin/frontdesk dev call --to +15550100100

Ctrl-C stops everything.
`
}
