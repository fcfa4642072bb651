import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeyPair } from '../../src/identity/sso/saml-certificate.ts'
import { freePort } from '../../test/support/ports.ts'
import type { Connected } from './saml-office.ts'

const HOME = '/usr/share/simplesamlphp'
const ENCRYPTING = 'vendor/simplesamlphp/saml2/src/SAML2/EncryptedAssertion.php'
const PATIENCE_MS = 60_000

export type SimpleSaml = AsyncDisposable & {
  readonly url: string
  readonly metadataUrl: string
  knows(service: Connected, more?: { readonly encrypts: boolean }): void
}
type How = {
  readonly user: { readonly name: string; readonly password: string; readonly attributes: Readonly<Record<string, string>> }
  /** Version 1.19 knows only AES-CBC for this; AES-GCM in its place is one word of its source. */
  readonly gcm: boolean
}

/** What this machine lacks, in words; nothing when SimpleSAMLphp can run. */
export const lacking = (): string | undefined =>
  Bun.which('php') && existsSync(HOME) ? undefined : 'There is no SimpleSAMLphp. Install simplesamlphp, php-cli and php-xml.'

/** A SimpleSAMLphp of its own under PHP’s built-in server, with one person. */
export async function startSimpleSaml({ user, gcm }: How): Promise<SimpleSaml> {
  const home = mkdtempSync(join(tmpdir(), 'frontdesk-simplesamlphp-'))
  const port = freePort()
  const url = `http://localhost:${port}/`
  cpSync(HOME, join(home, 'code'), { recursive: true, verbatimSymlinks: true })
  if (gcm) replaceIn(join(home, 'code', ENCRYPTING), 'new XMLSecurityKey(XMLSecurityKey::AES128_CBC)', 'AES128_CBC', 'AES256_GCM')
  for (const each of ['metadata', 'log', 'tmp', 'sessions']) mkdirSync(join(home, each))
  const { privateKey, certificate } = await newKeyPair('SimpleSAMLphp', new Date(), 2048)
  const php = (name: string, text: string) => writeFileSync(join(home, name), `<?php\n${text}\n`)
  writeFileSync(join(home, 'idp.pem'), privateKey)
  writeFileSync(join(home, 'idp.crt'), certificate)
  php('config.php', `$config = ${literal(configOf(url, home))};`)
  const login = { 0: 'exampleauth:UserPass', [`${user.name}:${user.password}`]: user.attributes }
  php('authsources.php', `$config = ${literal({ people: login })};`)
  php('metadata/saml20-idp-hosted.php', `$metadata['${url}idp'] = ${literal(PROVIDER)};`)
  php('metadata/saml20-sp-remote.php', '$metadata = [];')
  const services: Record<string, unknown> = {}
  const child = Bun.spawn(['php', '-S', `127.0.0.1:${port}`, '-t', join(home, 'code/www')], {
    env: { PATH: process.env['PATH'] ?? '', SIMPLESAMLPHP_CONFIG_DIR: home },
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const end = async () => {
    child.kill('SIGTERM')
    await child.exited
    rmSync(home, { recursive: true, force: true })
  }
  await listening(child.stderr).catch(async (error) => {
    await end()
    throw error
  })
  return {
    url,
    metadataUrl: `${url}saml2/idp/metadata.php`,
    knows({ ours, certificate: certData }, { encrypts } = { encrypts: true }) {
      services[ours.entityId] = { AssertionConsumerService: ours.acsUrl, certData, ...SERVICE, 'assertion.encryption': encrypts }
      php('metadata/saml20-sp-remote.php', `$metadata = ${literal(services)};`)
    },
    [Symbol.asyncDispose]: end,
  }
}

const PROVIDER = { host: '__DEFAULT__', privatekey: 'idp.pem', certificate: 'idp.crt', auth: 'people', 'redirect.validate': true }
const SERVICE = {
  'saml20.sign.response': true,
  'saml20.sign.assertion': true,
  'validate.authnrequest': true,
  NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  'simplesaml.nameidattribute': 'uid',
}
const configOf = (url: string, home: string) => ({
  baseurlpath: url,
  certdir: `${home}/`,
  loggingdir: `${home}/log/`,
  datadir: `${home}/`,
  tempdir: `${home}/tmp`,
  metadatadir: `${home}/metadata/`,
  secretsalt: crypto.randomUUID(),
  'auth.adminpassword': crypto.randomUUID(),
  'enable.saml20-idp': true,
  'module.enable': { exampleauth: true, core: true, saml: true },
  'session.cookie.secure': false,
  'session.phpsession.savepath': `${home}/sessions`,
  'store.type': 'phpsession',
  'logging.handler': 'file',
  'metadata.sources': { 0: { type: 'flatfile' } },
})

/** As PHP writes it. */
function literal(value: unknown): string {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const pairs = Object.entries(value as object).map(([key, each]) => `${/^\d+$/.test(key) ? key : literal(key)} => ${literal(each)}`)
  return `[${pairs.join(', ')}]`
}

function replaceIn(file: string, where: string, old: string, now: string): void {
  const source = readFileSync(file, 'utf8')
  if (!source.includes(where)) throw new Error('This SimpleSAMLphp encrypts otherwise than version 1.19 does.')
  writeFileSync(file, source.replace(where, where.replace(old, now)))
}

/** It says so on standard error; what it says goes on being read, or it would stand still. */
async function listening(stderr: ReadableStream<Uint8Array>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(new Error('SimpleSAMLphp did not come up in time.')), PATIENCE_MS)
  void (async () => {
    const decoder = new TextDecoder()
    let said = ''
    for await (const chunk of stderr) {
      said = (said + decoder.decode(chunk, { stream: true })).slice(-4_000)
      if (said.includes(') started')) resolve()
    }
    reject(new Error(`SimpleSAMLphp ended: ${said}`))
  })()
  await promise.finally(() => clearTimeout(late))
}
