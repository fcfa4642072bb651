import { createDocuments } from '../../src/documents/index.ts'
import type { FaxId } from '../../src/fax/index.ts'
import { receiptApi } from '../../src/receipts/api.routes.ts'
import { makeReceipt, type Receipt, signingKey } from '../../src/receipts/index.ts'
import { receiptRoutes } from '../../src/receipts/routes.tsx'
import { type Faxing, openFaxing } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'

/** Two offices that fax and give receipts, with the process that prints them. */
export function openReceipts() {
  const faxing = openFaxing()
  const documents = createDocuments()
  const tokenKey = (id: Faxing['ids']['maple']) => faxing.tenants.key(id, 'tokens')
  const officeAt = (request: Request) => (request.url.startsWith('http://harbor') ? faxing.harbor : faxing.maple)
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, documents, tokenKey, officeAt }
    return [receiptRoutes(deps), receiptApi(deps)]
  })
  const receiptOf = (id: FaxId, key = signingKey(tokenKey(faxing.ids.maple))): Receipt =>
    faxing.maple.write((tx) => makeReceipt(tx, id, key))
  return {
    ...faxing,
    pages,
    receiptOf,
    key: () => signingKey(tokenKey(faxing.ids.maple)),
    /** A fax of Maple Street that arrived. */
    async delivered(to: readonly string[] = ['5552010100']): Promise<FaxId> {
      const { id } = await faxing.submit(to, { cover: false })
      await faxing.work()
      for (const call of faxing.carrier.taken.keys()) faxing.webhook(faxing.carrier.end(call, 'delivered'))
      return id
    },
    /** Hands a file in at that office's page. */
    async handIn(office: 'maple' | 'harbor', file: File): Promise<string> {
      const form = new FormData()
      form.set('receipt', file)
      const headers = { 'sec-fetch-site': 'same-origin' }
      const answer = await pages.app.handle(
        new Request(`http://${office}.localhost/receipts/verification`, { method: 'POST', body: form, headers }),
      )
      return answer.text()
    },
    [Symbol.dispose]() {
      documents[Symbol.dispose]()
      faxing[Symbol.dispose]()
    },
  }
}
export type Receipts = ReturnType<typeof openReceipts>
