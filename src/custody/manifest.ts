import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { refused } from './refusal.ts'
import type { TarReader } from './tar.ts'

export const FORMAT = 'frontdesk take-away 1'
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Count = Type.Integer({ minimum: 0 })
const Manifest = Type.Object({
  format: Type.Literal(FORMAT),
  form: Type.Union([Type.Literal('encrypted'), Type.Literal('open')]),
  tenant: Type.Object({
    id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
    slug: Type.String(),
    name: Type.String(),
  }),
  madeAt: Type.String(),
  schemaVersion: Count,
  tables: Type.Record(Type.String(), Count),
  leftOut: Type.Array(Type.String()),
  documents: Count,
  audit: Type.Object({ valid: Type.Boolean(), entries: Count, head: Type.String() }),
  files: Type.Array(Type.Object({ name: Type.String(), bytes: Count, sha256: Digest })),
})
export type Manifest = Static<typeof Manifest>
export type Form = Manifest['form']
const check = Compile(Manifest)

export const MANIFEST = 'manifest.json'
const LARGEST = 256 * 1024 * 1024

/** Throws when it is not there or not one of ours. */
export async function readManifest(archive: TarReader): Promise<Manifest> {
  if (archive.size(MANIFEST) > LARGEST) throw refused('Its manifest is too large.')
  const manifest = parsed((await archive.bytes(MANIFEST)).toString())
  if (!check.Check(manifest)) throw refused('Its manifest is not one of a take-away.')
  return manifest
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Every file is listed and every listed file is there, byte for byte. Throws with the name of the first that is not. */
export async function checkFiles(archive: TarReader, manifest: Manifest): Promise<void> {
  const listed = new Set(manifest.files.map(({ name }) => name))
  const stranger = archive.names.find((name) => name !== MANIFEST && !listed.has(name))
  if (stranger !== undefined) throw refused(`${stranger} is not in its manifest.`)
  if (listed.size !== manifest.files.length) throw refused('Its manifest lists a file twice.')
  for (const { name, bytes, sha256 } of manifest.files) {
    const hash = createHash('sha256')
    for await (const chunk of archive.chunks(name)) hash.update(chunk)
    if (archive.size(name) !== bytes || hash.digest('hex') !== sha256) throw refused(`${name} is not what was packed.`)
  }
}
