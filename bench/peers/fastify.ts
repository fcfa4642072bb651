import Fastify from 'fastify'
import pg from 'pg'

// Usage: node fastify.ts DATABASE_URL ROWS. Prints {"port":…,"session":…} once it serves the same list as GET /api/faxes and /faxes.
const [url, rows] = [process.argv[2], Number(process.argv[3])]
const pool = new pg.Pool({ connectionString: url, max: 10 })

await pool.query(`
  CREATE TABLE users (id uuid PRIMARY KEY, name text NOT NULL, role text NOT NULL, state text NOT NULL);
  CREATE TABLE sessions (id_hash text PRIMARY KEY, user_id uuid NOT NULL REFERENCES users, created_at timestamptz NOT NULL, seen_at timestamptz NOT NULL);
  CREATE TABLE faxes (id uuid PRIMARY KEY, status text NOT NULL, first_to text NOT NULL, first_name text NOT NULL, recipient_count int NOT NULL,
    pages int NOT NULL, subject text NOT NULL, cause text, send_at timestamptz, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
  CREATE INDEX faxes_newest ON faxes (created_at, id);`)
await pool.query(
  `INSERT INTO faxes SELECT gen_random_uuid(), CASE WHEN n % 17 = 0 THEN 'failed' ELSE 'delivered' END, '+1555' || (2000000 + n % 7919),
     (ARRAY['Oak Street Pharmacy', 'Riverside Cardiology', 'Dr. Lena Marsh', 'Hilltop Imaging', 'County Records Desk', 'Pine Family Dental'])[1 + n % 6],
     1, 1 + n % 6, 'Referral ' || n, CASE WHEN n % 17 = 0 THEN 'receiver_no_answer' END, NULL, at, at
   FROM (SELECT n, now() - (($1::int - n) * interval '5 minutes') AS at FROM generate_series(1, $1::int) n) made`,
  [rows],
)
const session = crypto.randomUUID()
await pool.query(
  `WITH person AS (INSERT INTO users VALUES (gen_random_uuid(), 'Person', 'admin', 'active') RETURNING id)
   INSERT INTO sessions SELECT $1, id, now(), now() FROM person`,
  [session],
)
await pool.query('ANALYZE')

const WHO = {
  name: 'who',
  text: `SELECT u.id, u.name, u.role, u.state, s.seen_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id_hash = $1`,
}
const NEWEST = {
  name: 'newest',
  text: `SELECT id, status, first_to, first_name, recipient_count, pages, subject, cause, send_at, created_at, updated_at
    FROM faxes WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 51`,
}
const END = ['9999-01-01', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

async function newest(cookie: string | undefined) {
  const { rows: known } = await pool.query({ ...WHO, values: [/session=([^;]+)/.exec(cookie ?? '')?.[1]] })
  if (known[0]?.state !== 'active') return undefined
  return (await pool.query({ ...NEWEST, values: END })).rows
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const text = (value: unknown) => String(value).replace(/[&<>"']/g, (each) => ESCAPES[each] ?? each)

const app = Fastify()
app.get('/api/faxes', async (request, reply) => {
  const found = await newest(request.headers.cookie)
  if (!found) return reply.code(401).send({ error: 'Sign in.' })
  return { data: found.slice(0, 50), hasNext: found.length > 50 }
})
app.get('/faxes', async (request, reply) => {
  const found = await newest(request.headers.cookie)
  if (!found) return reply.code(401).send('Sign in.')
  const lines = found.slice(0, 50).map(
    (fax) => `<tr><td><a href="/faxes/${fax.id}">${text(fax.first_name)}</a><td>${text(fax.first_to)}<td>${text(fax.subject)}<td>${fax.pages}
      <td>${text(fax.status)}<td>${text(fax.cause ?? '')}<td>${fax.created_at.toLocaleString('en-US')}`,
  )
  const page = `<!doctype html><html lang="en"><title>Sent</title><table><thead><tr><th>To<th>Number<th>Subject<th>Pages<th>Status<th>Why<th>When<tbody>${lines.join('')}</table>`
  return reply.type('text/html; charset=utf-8').send(page)
})
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0, session }))
process.on('SIGTERM', () => process.exit(0))
