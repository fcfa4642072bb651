import { join } from 'node:path'
import { assetRoutes } from '../../src/web/assets.routes.ts'
import { fiftyRows } from '../../test/views/pages.tsx'
import { fiftyReceived } from '../../test/views/received-pages.tsx'
import { ROOT } from '../world/processes.ts'
import { most, type Row } from './score.ts'

const KB = 1024
const zipped = (bytes: Uint8Array<ArrayBuffer>) => Bun.gzipSync(bytes, { level: 9 }).length / KB
const sent = async (name: string) =>
  zipped(new Uint8Array(await (await assetRoutes().handle(new Request(`http://localhost/assets/${name}`))).arrayBuffer()))
const sum = (sizes: readonly number[]) => sizes.reduce((all, each) => all + each, 0)

/** What the first visit fetches, packed: styles, scripts, and lists at fifty rows. */
export async function weights(): Promise<Row[]> {
  const htmx = zipped(await Bun.file(join(ROOT, 'node_modules/htmx.org/dist/htmx.min.js')).bytes())
  const scripts = await Promise.all(['app.js', 'lock.js', 'passkey.js'].map(sent))
  const styles = await Promise.all(['tokens.css', 'app.css'].map(sent))
  const html = async (page: Promise<string> | string) => zipped(new TextEncoder().encode(await page))
  return [
    most('styles, packed', sum(styles), 12, ' KB'),
    most('scripts with htmx, packed', sum([...scripts, htmx]), 25, ' KB'),
    most('fifty sent faxes, packed', await html(fiftyRows), 14, ' KB'),
    most('fifty received faxes, packed', await html(fiftyReceived), 14, ' KB'),
  ]
}
