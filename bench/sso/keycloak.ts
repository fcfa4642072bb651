import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'

const HOME = join(import.meta.dir, '../../.build/tools/keycloak')
const PATIENCE_MS = 300_000

export type Keycloak = AsyncDisposable & {
  readonly url: string
  /** One more of a kind, to a realm that is there. */
  addTo(realm: string, kind: 'clients', one: Readonly<Record<string, unknown>>): Promise<void>
  /** The realm as Keycloak’s own export has it: users, groups, clients of either protocol. */
  makeRealm(realm: { readonly realm: string } & Readonly<Record<string, unknown>>): Promise<void>
}

/** What this machine lacks, in words; nothing when Keycloak can run. */
export function lacking(): string | undefined {
  if (!Bun.which('java')) return 'There is no Java. Install openjdk-17-jre-headless.'
  return existsSync(join(HOME, 'version.fetched')) ? undefined : 'There is no Keycloak. Run: bench/sso/fetch-keycloak.sh'
}

/** A Keycloak of its own on a free port, with everything in memory. It takes half a minute, more on a busy machine. */
export async function startKeycloak(): Promise<Keycloak> {
  const missing = lacking()
  if (missing) throw new Error(missing)
  const [port, management, password] = [freePort(), freePort(), crypto.randomUUID()]
  const url = `http://localhost:${port}`
  const child = Bun.spawn(
    [
      join(HOME, 'bin/kc.sh'),
      'start-dev',
      '--db=dev-mem',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--http-management-port=${management}`,
      '--health-enabled=false',
      '--cache=local',
    ],
    {
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'inherit',
      env: {
        PATH: process.env['PATH'] ?? '',
        JAVA_OPTS_APPEND: '-Xmx512m -XX:TieredStopAtLevel=1',
        KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
        KC_BOOTSTRAP_ADMIN_PASSWORD: password,
      },
    },
  )
  const end = async () => {
    child.kill('SIGTERM')
    await child.exited
  }
  try {
    await listening(child.stdout)
  } catch (error) {
    await end()
    throw error
  }
  async function post(path: string, what: object): Promise<void> {
    const token = await adminToken(url, password)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const made = await fetch(`${url}/admin/realms${path}`, { method: 'POST', headers, body: JSON.stringify(what) })
    if (made.status !== 201) throw new Error(`Keycloak did not take it: ${made.status} ${await made.text()}`)
  }
  return {
    url,
    addTo: (realm, kind, one) => post(`/${realm}/${kind}`, one),
    makeRealm: (realm) => post('', realm),
    [Symbol.asyncDispose]: end,
  }
}

/** Keycloak says so in its log; what it says goes on being read, or it would stand still. */
async function listening(stdout: ReadableStream<Uint8Array>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(new Error('Keycloak did not come up in time.')), PATIENCE_MS)
  void (async () => {
    const decoder = new TextDecoder()
    let said = ''
    for await (const chunk of stdout) {
      said = (said + decoder.decode(chunk, { stream: true })).slice(-4_000)
      if (said.includes('Listening on:')) resolve()
    }
    reject(new Error(`Keycloak ended: ${said}`))
  })()
  await promise.finally(() => clearTimeout(late))
}

async function adminToken(url: string, password: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: 'admin', password })
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, { method: 'POST', body })
  const { access_token: token } = (await answer.json()) as { access_token?: string }
  if (!token) throw new Error(`Keycloak did not let its administrator in: ${answer.status}`)
  return token
}
