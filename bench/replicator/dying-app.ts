import { openDb } from '../../src/db/index.ts'
import { askReplicator, serveKeys } from './support.ts'

// The app of one office as the replicator's child: it answers for its key, has its file replicated, commits once more and is gone.
const { path, key, url, directory } = JSON.parse(process.env['OFFICE'] ?? '') as Record<'path' | 'key' | 'url' | 'directory', string>
const db = openDb({ path, keyHex: key, plane: 'tenant' })
db.$client.pragma('wal_autocheckpoint=0')
serveKeys(directory, { [path]: key })
await askReplicator(directory, 'POST', '/register', { path, replica_url: url })
await askReplicator(directory, 'POST', '/sync', { path, wait: true })
db.$client.prepare('INSERT INTO proof (text) VALUES (?)').run('last words')
process.kill(process.pid, 'SIGKILL')
