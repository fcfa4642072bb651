import type { Temper } from '../behaviour.ts'
import type { Exchange } from '../exchange.ts'
import { type Fax, faxResource, newFax } from '../fax.ts'
import type { Ledger } from '../ledger.ts'
import type { Memory } from '../memory.ts'
import { type Scenario, scenarioOf } from '../scenarios.ts'
import type { Courier } from '../webhooks/courier.ts'
import { badRequest, data, hangUp, serverError, tooMany, unprocessable } from './answers.ts'
import type { Applications } from './applications.ts'
import { complaintsAbout, type Fields, invalid } from './checks.ts'
import { type Call, jsonBody, text } from './request.ts'

export interface SendingDeps {
  readonly exchange: Exchange
  readonly ledger: Ledger
  readonly courier: Courier
  readonly temper: Temper
  readonly memory: Memory
  readonly applications: Applications
  readonly lateMs: number
}

const largestUpload = 20 * 1024 * 1024

/** POST /v2/faxes, with all the ways in which its answer can go wrong. */
export function sending(deps: SendingDeps): (call: Call) => Promise<Response> {
  return async ({ request }) => {
    deps.ledger.counts.posts += 1
    const fields = await readFields(request)
    if (!fields) return badRequest('The request body could not be read.')
    const complaints = complaintsAbout(fields)
    if (complaints.length > 0) return unprocessable(complaints)
    const connectionId = String(fields['connection_id'])
    if (!deps.applications.find(connectionId)) return unprocessable([invalid('connection_id', 'No such fax application.')])
    const contents = fields['contents']
    const bytes = contents instanceof Blob ? await contents.bytes() : undefined
    if (bytes && bytes.length > largestUpload) return unprocessable([invalid('contents', 'contents may have at most 20 MB.')])
    return answer(deps, outboundFax(connectionId, fields, bytes))
  }
}

function answer(deps: SendingDeps, fax: Fax): Response | Promise<Response> {
  switch (chosenAnswer(deps, scenarioOf(fax.to), fax)) {
    case '429 once':
      return tooMany()
    case '500':
      return serverError()
    case 'late':
      deps.exchange.acceptLater(fax, deps.lateMs)
      return hangUp()
    case 'hang up after accepting':
      deps.exchange.accept(fax)
      return hangUp()
    case '500 after accepting':
      deps.exchange.accept(fax)
      return serverError()
    case 'after the webhooks':
      return acceptAndTellFirst(deps, fax)
    default: {
      deps.exchange.accept(fax)
      return accepted(deps, fax)
    }
  }
}

function chosenAnswer({ temper, memory }: SendingDeps, scenario: Scenario, fax: Fax): Scenario['answer'] {
  if (scenario.answer === '429 once') return memory.isFirst(`429 ${fax.to}`) ? '429 once' : undefined
  if (scenario.answer) return scenario.answer
  if (temper.happens(temper.now.lateRate)) return 'late'
  if (temper.happens(temper.now.dropAnswerRate)) return 'hang up after accepting'
  if (temper.happens(temper.now.error500Rate)) return temper.happens(0.5) ? '500' : '500 after accepting'
  return undefined
}

/** Most calls are over within the five seconds; the answer of a long one comes when at least its first notices are out. */
async function acceptAndTellFirst(deps: SendingDeps, fax: Fax): Promise<Response> {
  deps.exchange.accept(fax)
  await Promise.race([deps.courier.allTold(fax), Bun.sleep(5_000)])
  return accepted(deps, fax)
}

function accepted(deps: SendingDeps, fax: Fax): Response {
  return data(faxResource(fax, deps.applications.webhookUrl(fax.connectionId)), 202)
}

function outboundFax(connectionId: string, fields: Fields, contents: Uint8Array | undefined): Fax {
  return newFax({
    direction: 'outbound',
    connectionId,
    to: String(fields['to']),
    from: String(fields['from']),
    fromDisplayName: text(fields['from_display_name']),
    mediaUrl: text(fields['media_url']),
    mediaName: text(fields['media_name']),
    contents,
    quality: text(fields['quality']),
    storeMedia: isTrue(fields['store_media']),
    storePreview: isTrue(fields['store_preview']),
    clientState: text(fields['client_state']),
    webhookUrl: text(fields['webhook_url']),
  })
}

async function readFields(request: Request): Promise<Fields | null> {
  if (!request.headers.get('content-type')?.startsWith('multipart/form-data')) return jsonBody(request)
  try {
    return Object.fromEntries(await request.formData())
  } catch {
    return null
  }
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}
