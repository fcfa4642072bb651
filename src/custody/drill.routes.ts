import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, seeOther, signedIn } from '../web/index.ts'
import { askForDrill } from './drilling/index.ts'

/** The office asks for its backup to be restored and verified now. */
export const drillRoutes = ({ admit }: { readonly admit: Admit }): AnyElysia =>
  new Elysia().use(signedIn(admit)).post(
    '/settings/backup/checks',
    ({ tenant }) => {
      tenant.write(askForDrill)
      return seeOther('/settings?notice=checking')
    },
    { detail: { hide: true } },
  )
