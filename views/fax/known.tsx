import { formatPhone } from '../../src/kit/phone.ts'
import { Icon } from '../ui/icon.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type KnownNumber = {
  to: string
  name: string
  lastDelivered: Date | undefined
  concerns: readonly { message: string }[]
}

/** POST /faxes/concerns answers these lines alone: what a colleague would say of each number, and when one last arrived there. */
export const KnownNumbers = ({ looked, clock }: { looked: readonly KnownNumber[]; clock: Clock }) => (
  <>
    {looked.map((each) =>
      each.concerns.length > 0 ? (
        <Concerns known={each} />
      ) : each.lastDelivered ? (
        <Arrived known={each} at={each.lastDelivered} clock={clock} />
      ) : (
        ''
      ),
    )}
  </>
)

const Concerns = ({ known }: { known: KnownNumber }) => (
  <>
    {known.concerns.map(({ message }) => (
      <li>
        <Icon name="alert" />
        <span safe>{`${nameOf(known)}: ${message}`}</span>
      </li>
    ))}
  </>
)

const Arrived = ({ known, at, clock }: { known: KnownNumber; at: Date; clock: Clock }) => (
  <li class="warnings__ok">
    <Icon name="check" />
    <span>
      <span safe>{nameOf(known)}</span>: last delivered <When at={at} clock={clock} />
    </span>
  </li>
)

const nameOf = ({ name, to }: KnownNumber) => name || formatPhone(to)
