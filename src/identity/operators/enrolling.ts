import { controlFile, record } from '../../audit/index.ts'
import { notFound } from '../../kit/errors.ts'
import { byOperator, type Control, system, type Tx } from '../../tenancy/index.ts'
import { beginFactor, confirmedSetup, findSetup, keepPhone } from '../factor/phone.ts'
import { keepPasskey } from '../passkeys/changing.ts'
import { type AccountId, getAccount, holderOf } from './accounts.ts'
import { dropLink, findLink } from './links.ts'
import type { OperatorPasskeys } from './passkeys.ts'
import { type Grant, succeed } from './sign-in.ts'

type Invited = NonNullable<ReturnType<typeof findLink>>
export type Enrolling = {
  /** Whose link it is, and the secret for their phone. Undefined for one that was used, ran out, or never was. */
  look(token: string): (Invited & { readonly secret: string }) | undefined
  /** Throws AppError not_found. */
  askPasskey(token: string): ReturnType<OperatorPasskeys['askNew']>
  /** The first code of the phone uses the link up. Throws AppError not_found, conflict or invalid. */
  byPhone(token: string, code: string, grant: Grant): string
  /** The first passkey does. Throws the same. */
  byPasskey(token: string, name: string, said: unknown, grant: Grant): Promise<string>
}

/** From the link to the first session: by a phone or by a passkey, whichever comes first. */
export function createEnrolling(deps: { readonly control: Control; readonly passkeys: OperatorPasskeys }): Enrolling {
  const asOf = (id: AccountId) => controlFile(deps.control, byOperator({ id }))
  function whose(tx: Tx, token: string): Invited {
    const found = findLink(tx, token)
    if (!found) throw notFound('Link')
    return found
  }
  const knocking = controlFile(deps.control, system('sign-in'))
  const invitedBy = (token: string): Invited => knocking.read((tx) => whose(tx, token))

  /** Looked for again, so that of two at the same time one is too late. */
  function enter(tx: Tx, token: string, grant: Grant, keep: (invited: Invited) => void): string {
    const invited = whose(tx, token)
    keep(invited)
    dropLink(tx, invited.id)
    return succeed(tx, getAccount(tx, invited.id), 'link', grant)
  }

  return {
    look(token) {
      const invited = knocking.read((tx) => findLink(tx, token))
      if (!invited) return undefined
      const own = holderOf(invited.id)
      const secret = asOf(invited.id).write((tx) => findSetup(tx, own, token) ?? beginFactor(tx, own, token))
      return { ...invited, secret }
    },
    askPasskey: (token) => deps.passkeys.askNew(invitedBy(token).id, token),
    byPhone: (token, code, grant) =>
      asOf(invitedBy(token).id).write((tx) =>
        enter(tx, token, grant, ({ id }) => {
          const { secret, step } = confirmedSetup(tx, holderOf(id), token, code)
          keepPhone(tx, holderOf(id), secret, step)
          record(tx, 'factor.added', id)
        }),
      ),
    async byPasskey(token, name, said, grant) {
      const { id } = invitedBy(token)
      const verified = await deps.passkeys.checkNew(id, said, token)
      return asOf(id).write((tx) => enter(tx, token, grant, () => void keepPasskey(tx, holderOf(id), name, verified)))
    },
  }
}
