import type { Files } from '../files/index.ts'
import { type Control, destroyRetired, listOutlived, type RetiredKey } from '../tenancy/index.ts'

/**
 * Destroys what earlier keys of offices gave, once its time is over. Documents are looked through again first: one that was being stored
 * when the key was exchanged came to lie under the old one. Answers how many.
 */
export async function destroyOutlived({ control, files }: { readonly control: Control; readonly files: Files }): Promise<number> {
  const gone: RetiredKey[] = []
  for (const each of control.read(listOutlived))
    if (each.purpose === 'tokens' || (await files.resealAll(each.tenantId)).damaged === 0) gone.push(each)
  await destroyRetired(control, gone)
  return gone.length
}
