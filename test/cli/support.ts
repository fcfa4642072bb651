import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDb } from '../../src/db/index.ts'
import { getTenantRow, openControl, openKeyRing, type TenantId } from '../../src/tenancy/index.ts'
import { program } from '../support/programs.ts'

export const root = join(import.meta.dir, '../..')

export type Ran = { readonly code: number; readonly out: string; readonly err: string }
export type Shell = Disposable & {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
  /** The command line in a process of its own. */
  run(args: readonly string[], stdin?: string): Promise<Ran>
  /** The same with --json, read. */
  json<T>(args: readonly string[]): Promise<T>
}

/** A data directory of its own, and the command line on it. */
export function openShell(more: Readonly<Record<string, string>> = {}): Shell {
  const dataDir = more['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'frontdesk-cli-'))
  const env = { PATH: process.env['PATH'] ?? '', ...more, DATA_DIR: dataDir }
  const run = async (args: readonly string[], stdin = ''): Promise<Ran> => {
    const child = Bun.spawn([process.execPath, '--no-install', program('cli/main'), ...args], {
      cwd: root,
      env,
      stdin: new Blob([stdin]),
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
    return { code, out, err }
  }
  return {
    dataDir,
    env,
    run,
    json: async <T>(args: readonly string[]) => JSON.parse((await run([...args, '--json'])).out) as T,
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

export type MadeTenant = { readonly id: TenantId; readonly slug: string; readonly state: string; readonly ownerLink: string }

export const makeTenant = (shell: Shell, slug: string): Promise<MadeTenant> =>
  shell.json(['tenant', 'create', '--name', `The ${slug} office`, '--slug', slug, '--owner', `owner@${slug}.test`])

/** What someone with the key and no scruples could do to an office's file. */
export function tamper(dataDir: string, id: TenantId, ...statements: string[]): void {
  const keys = openKeyRing({
    masterKey: Buffer.from(readFileSync(join(dataDir, 'master.key'), 'utf8').trim(), 'hex'),
    controlFile: join(dataDir, 'control.key'),
  })
  using control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock: () => new Date() })
  const { wrappedKey } = control.read((tx) => getTenantRow(tx, id))
  const keyHex = keys.derive(id, wrappedKey, 'database').toString('hex')
  const db = openDb({ path: join(dataDir, id, 'tenant.db'), keyHex, plane: 'tenant' })
  try {
    for (const statement of statements) db.$client.exec(statement)
  } finally {
    db.$client.close()
  }
}
