import { type ReceivedId, receiveFax } from '../../src/fax/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { type Faxing, PDF } from './faxing.ts'
import { HARBOR_NUMBER, MAPLE_NUMBER } from './offices.ts'

export type Coming = { readonly from?: string; readonly to?: string; readonly office?: Tenant; readonly bytes?: Uint8Array }

let calls = 0

/** A fax comes in, and its pages are here. */
export async function receive(faxing: Faxing, { from = '+15550120009', to, office = faxing.maple, bytes = PDF }: Coming = {}) {
  calls += 1
  const at = to ?? (office === faxing.maple ? MAPLE_NUMBER : HARBOR_NUMBER)
  const offered = faxing.carrier.offer({ carrierId: `call-${calls}`, from, to: at })
  faxing.carrier.documents.set(offered.mediaUrl ?? '', { is: 'document', bytes: Buffer.from(bytes) })
  office.write((tx) => void receiveFax(tx, offered))
  await faxing.work(office)
  return office.read((tx) => tx.db.get<{ id: ReceivedId }>(`SELECT id FROM received_faxes WHERE carrier_id = 'call-${calls}'`).id)
}
