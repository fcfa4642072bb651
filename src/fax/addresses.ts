import { isId } from '../kit/ids.ts'

/** A field that may stand several times in an address, as ticked boxes do. */
export const idsIn = (request: Request, name: string): string[] => new URL(request.url).searchParams.getAll(name).filter(isId).slice(0, 200)
