import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AnyElysia, Elysia } from 'elysia'
import { notFound } from '../kit/errors.ts'
import { TOP } from '../kit/programs.ts'

const ASSETS: Readonly<Record<string, readonly [path: string, type: string]>> = {
  'app.css': ['views/assets/app.css', 'text/css; charset=utf-8'],
  'tokens.css': ['views/assets/tokens.css', 'text/css; charset=utf-8'],
  'app.js': ['views/assets/app.js', 'text/javascript; charset=utf-8'],
  'lock.js': ['views/assets/lock.js', 'text/javascript; charset=utf-8'],
  'passkey.js': ['views/assets/passkey.js', 'text/javascript; charset=utf-8'],
  'htmx.js': ['node_modules/htmx.org/dist/htmx.min.js', 'text/javascript; charset=utf-8'],
  'icons.svg': ['views/assets/icons.svg', 'image/svg+xml'],
  'icon.svg': ['views/assets/icon.svg', 'image/svg+xml'],
}

type Asset = {
  readonly type: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly zipped: Uint8Array<ArrayBuffer>
}

/** Read and zipped once; a changed file is a changed tag. Nothing outside the list has a path here. */
export function assetRoutes(): AnyElysia {
  const loaded = new Map<string, Asset>()

  function load(name: string): Asset {
    const known = loaded.get(name)
    const [path, type] = (Object.hasOwn(ASSETS, name) && ASSETS[name]) || []
    if (known) return known
    if (!path || !type) throw notFound('File')
    const plain =
      path.startsWith('views/assets/') && path.endsWith('.js') ? lean(join(TOP, path)) : new Uint8Array(readFileSync(join(TOP, path)))
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
    const asset = { type, etag, plain, zipped: Bun.gzipSync(plain, { level: 9 }) }
    loaded.set(name, asset)
    return asset
  }

  return new Elysia({ detail: { hide: true } }).get('/assets/:name', ({ params, headers }) => {
    const asset = load(params.name)
    const zip = (headers['accept-encoding'] ?? '').includes('gzip')
    const common = { etag: asset.etag, 'cache-control': 'public, max-age=0, must-revalidate', vary: 'Accept-Encoding' }
    if (headers['if-none-match'] === asset.etag) return new Response(null, { status: 304, headers: common })
    return new Response(zip ? asset.zipped : asset.plain, {
      headers: { ...common, 'content-type': asset.type, ...(zip && { 'content-encoding': 'gzip' }) },
    })
  })
}

/** Our comments and line breaks are for us: nobody has to fetch them. */
function lean(path: string): Uint8Array<ArrayBuffer> {
  const compiler = new Bun.Transpiler({ loader: 'js', minifyWhitespace: true })
  return new TextEncoder().encode(compiler.transformSync(readFileSync(path, 'utf8')))
}
