import Telnyx from 'telnyx'
import type { AccountAnswer, CarrierDesk, Holder, Offer } from './desk.ts'

const ASK_TIMEOUT_MS = 10_000
/** Of one account; whoever has more numbers is told of the first. */
const MOST_NUMBERS = 1_000

/** The SDK behind the desk. */
export function telnyxDesk(baseURL: string): CarrierDesk {
  const clientOf = ({ apiKey }: Holder) => new Telnyx({ apiKey, baseURL, maxRetries: 1, timeout: ASK_TIMEOUT_MS, logLevel: 'off' })

  return {
    async check(holder) {
      const client = clientOf(holder)
      try {
        const { data: application } = await client.faxApplications.retrieve(holder.connectionId)
        if (application?.active === false) return { is: 'switched_off' }
        return {
          is: 'good',
          webhookUrl: application?.webhook_event_url ?? '',
          mayCall: Boolean(application?.outbound?.outbound_voice_profile_id),
          numbers: await numbersOf(client, holder),
        }
      } catch (error) {
        return refusal(error)
      }
    },

    async offers(holder, wish) {
      const place =
        'number' in wish
          ? { phone_number: { starts_with: wish.number } }
          : { ...(wish.areaCode && { national_destination_code: wish.areaCode }), ...(wish.city && { locality: wish.city }) }
      const filter = { country_code: 'US', features: ['fax' as const], limit: MOST_OFFERS, ...place }
      try {
        const { data = [] } = await clientOf(holder).availablePhoneNumbers.list({ filter })
        return { is: 'offers', offers: data.flatMap(toOffer) }
      } catch {
        return { is: 'unavailable' }
      }
    },

    async order(holder, number, reference) {
      const order = { phone_numbers: [{ phone_number: number }], connection_id: holder.connectionId, customer_reference: reference }
      try {
        await clientOf(holder).numberOrders.create(order, { maxRetries: 0 })
        return { is: 'ordered' }
      } catch (error) {
        const isRefused = error instanceof Telnyx.APIError && error.status !== undefined && error.status < 500
        return { is: isRefused ? 'refused' : 'unknown' }
      }
    },

    async held(holder, number) {
      try {
        const found = await heldNumber(clientOf(holder), number)
        return found ? { is: 'held', reference: found.customer_reference ?? '' } : { is: 'absent' }
      } catch {
        return { is: 'unavailable' }
      }
    },

    async release(holder, number) {
      const client = clientOf(holder)
      try {
        const found = await heldNumber(client, number)
        if (!found?.id) return 'absent'
        await client.phoneNumbers.delete(found.id)
        return 'released'
      } catch (error) {
        return error instanceof Telnyx.NotFoundError ? 'absent' : 'unavailable'
      }
    },
  }
}

const MOST_OFFERS = 20

async function heldNumber(client: Telnyx, number: string) {
  const { data } = await client.phoneNumbers.list({ filter: { phone_number: number } })
  return data.find(({ phone_number }) => phone_number === number)
}

function toOffer({
  phone_number: number,
  cost_information: cost,
  region_information: regions = [],
}: Telnyx.AvailablePhoneNumberListResponse.Data): Offer[] {
  const [onceCents, monthlyCents] = [centsIn(cost?.upfront_cost), centsIn(cost?.monthly_cost)]
  // What is not in dollars cannot be told in them, and is not offered.
  if (!number || cost?.currency !== 'USD' || Number.isNaN(onceCents + monthlyCents)) return []
  const place = regions.find(({ region_type }) => region_type === 'rate_center' || region_type === 'location')?.region_name ?? ''
  return [{ number, place, onceCents, monthlyCents }]
}

const centsIn = (dollars: string | undefined): number => Math.round(Number(dollars ?? Number.NaN) * 100)

function refusal(error: unknown): AccountAnswer {
  if (error instanceof Telnyx.AuthenticationError || error instanceof Telnyx.PermissionDeniedError) return { is: 'bad_key' }
  if (error instanceof Telnyx.NotFoundError || error instanceof Telnyx.UnprocessableEntityError || error instanceof Telnyx.BadRequestError)
    return { is: 'no_application' }
  return { is: 'unavailable' }
}

async function numbersOf(client: Telnyx, { connectionId }: Holder): Promise<string[]> {
  const numbers: string[] = []
  for await (const { phone_number } of client.phoneNumbers.list({ filter: { connection_id: connectionId }, 'page[size]': 250 } as never)) {
    if (phone_number) numbers.push(phone_number)
    if (numbers.length >= MOST_NUMBERS) break
  }
  return numbers
}
