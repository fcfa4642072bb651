import Telnyx from 'telnyx'
import type { AccountAnswer, CarrierDesk, Holder } from './desk.ts'

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
  }
}

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
