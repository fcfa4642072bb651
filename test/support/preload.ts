import { afterAll } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Every test file runs in the same time zone and without the machine's own settings.
process.env['TZ'] = 'UTC'
for (const name of Object.keys(process.env)) if (/^(TELNYX|S3|SMTP|STRIPE|MASTER|DATA_DIR|BASE_DOMAIN)/.test(name)) delete process.env[name]

// What tests make goes into one directory, which goes when they end.
const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-tests-'))
process.env['TMPDIR'] = scratch
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
