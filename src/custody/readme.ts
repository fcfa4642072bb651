import type { Form } from './manifest.ts'

type Facts = { readonly form: Form; readonly name: string; readonly id: string; readonly slug: string; readonly madeAt: Date }

/** Written for somebody who has this archive and nothing else of ours. */
export const readme = ({ form, name, id, slug, madeAt }: Facts): string => `${name}
${'='.repeat(name.length)}

Everything this office kept in Frontdesk, as it stood on ${madeAt.toISOString()}.
Office id ${id}, web name ${slug}.

${form === 'encrypted' ? ENCRYPTED : OPEN}
manifest.json
    The form, the release of the tables (schemaVersion), the rows of each table, and the length and SHA-256 of every file here.

What is left out
    Who was signed in, links sent to people, letters on their way, refresh tokens, answers kept for repeated requests and other archives
    (sessions, refresh_tokens, welcome_links, account_links, letters, half_open, factor_setups, passkey_challenges, sso_requests,
    sso_sessions, saml_answers, saml_assertions, saml_trials, support_doors, idempotency_keys, takeaways and its two), second factors with their recovery
    codes (factors, passkeys, recovery_codes), the browsers that people signed in from (known_browsers), the devices that were approved and that it
    takes one (devices, device_rule), and what an identity provider gave
    this office as a secret or was given by it (sso_secrets, saml_keys), and the keys of its own accounts at the carrier (carrier_accounts):
    elsewhere everybody sets theirs up anew. Their tables are here and empty. Passwords are here only as Argon2id hashes and API keys only as SHA-256, so that people and programs can go on elsewhere; treat the archive as you treat the records themselves.

The audit trail
    Table audit_events, one row an entry, each chained to the one before:
        hash = SHA-256 of the JSON array [hash before, seq, at, actor_kind, actor_id, action, subject_id, detail]
    without spaces between its parts, in lower-case hex; detail is the text as it stands in its column.
    Before the first entry stands SHA-256 of "frontdesk audit v1|${id}".
    The last hash is "head" in manifest.json: whoever kept it from elsewhere can prove that no entry was changed or removed.

Times are milliseconds since 1970-01-01 00:00 UTC.

To bring the office up on another Frontdesk, with the same ids:
    bin/frontdesk tenant import FILE.tar${form === 'encrypted' ? ' --passphrase-stdin' : ''}
Faxes that had not ended are held there for a person, so that none is sent twice.
`

const ENCRYPTED = `database/office.db
    The whole database: SQLCipher 4 with its default settings.
database/documents.db
    Every document, in the same way: table documents (id, name, type, sha256, bytes, content).

Both open under the passphrase that was chosen when this archive was made:
    DB Browser for SQLite (with SQLCipher): open the file, choose "SQLCipher 4 defaults", enter the passphrase.
    sqlcipher:  sqlcipher database/office.db   then   PRAGMA key = 'the passphrase';
    Python:     pip install sqlcipher3-wheels; connect, then   PRAGMA key = 'the passphrase'
A raw key is entered as x'its 64 hex digits' ("Raw key" and 0x… in DB Browser).
Nobody can open them without it: it is kept nowhere else.
`

const OPEN = `NOTHING IN THIS ARCHIVE IS ENCRYPTED. Keep it where you would keep the paper.

database/office.db
    The whole database: plain SQLite, opened by any tool that reads SQLite (sqlite3 database/office.db).
tables/NAME.csv and tables/NAME.json
    The same rows. In the CSV a cell that a spreadsheet would run as a formula, as every +1… number, is led by an apostrophe;
    the JSON has every value as it is.
documents/ID.pdf and documents/ID.tif
    Every document. fax_files.id, faxes.document_id and received_faxes.file_id name them.
`
