import { faxCanceler, faxFetcher, faxPreparer, faxSender, faxWatcher } from './fax/index.ts'
import type { Handler } from './jobs/index.ts'
import type { Parts } from './parts.ts'

/** Every kind of job and who does it. */
export const handlersOf = ({ carrier, files, documents, tenants, config }: Parts): Handler[] => [
  faxPreparer({ files, documents }),
  faxSender({ carrier, tokenKey: (id) => tenants.key(id, 'tokens'), publicOrigin: config.server.publicOrigin }),
  faxCanceler({ carrier }),
  faxWatcher({ carrier }),
  faxFetcher({ carrier, files, documents }),
]
