import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { control } from '../carrier/support.ts'
import { faxForm, sendFax, settled } from '../support/posting.ts'
import { codeOf } from '../support/second-factor.ts'
import { type Frontdesk, PASSWORD, until } from '../support/server.ts'
import type { Hand } from './hands.ts'

const FIXTURES = join(import.meta.dir, '../fixtures')
const REFERRAL = join(FIXTURES, 'referral.pdf')
const ADDRESS_BOOK = join(FIXTURES, 'contacts.csv')
/** The last digits decide what the local carrier does: this number is not in service. */
const NOT_IN_SERVICE = '+15550100006'

export type Task = {
  readonly name: string
  /** More than this is too much: clicks by mouse, keys besides what is typed by keyboard. */
  readonly clicks: number
  readonly keys: number
  act(hand: Hand, desk: Frontdesk): Promise<void>
}

/** One fax that failed, one that was delivered, and one that came in. */
export async function fillTheDesk(desk: Frontdesk): Promise<void> {
  const key = desk.as('maple', desk.maple.key)
  const failed = await sendFax(key, `Birch Pharmacy <${NOT_IN_SERVICE}>`, { subject: 'Prescription renewal' }, 'referral.pdf')
  const delivered = await key('/api/faxes', {
    method: 'POST',
    body: await faxForm('Oak Cardiology <+15550120001>', { subject: 'Referral for Thursday' }),
  })
  const { id } = (await delivered.json()) as { id: string }
  await control(desk.carrier, '/call', { to: desk.maple.number, from: '+15550120001', pages: 2 })
  await settled(key, failed.id, 'failed')
  await settled(key, id, 'delivered')
  await until(async () => ((await (await key('/api/received')).json()) as { data: { status: string }[] }).data[0]?.status === 'received')
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name, exact: typeof name === 'string' })
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true })
const headed = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()
const rows = (page: Page) => page.locator('tbody tr')

/** The fax to a contact from the names that are offered, and its way to the confirmation. */
async function send(hand: Hand): Promise<void> {
  const { page } = hand
  await hand.go('Send')
  await hand.type(page.getByRole('combobox', { name: 'To' }), 'Oak')
  await page.getByRole('option', { name: /Oak Cardiology/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Recipients' }).getByText('Oak Cardiology').waitFor()
  await hand.attach(page.locator('input[type=file]'), REFERRAL)
  await page.getByText('referral.pdf').first().waitFor()
  await hand.type(field(page, 'Subject'), 'Lab results')
  await hand.press(button(page, 'Send fax'))
  await headed(page, /Your fax (is on its way|was delivered)/)
}

async function sendAgain(hand: Hand): Promise<void> {
  const { page } = hand
  await hand.go('Sent')
  await hand.press(rows(page).filter({ hasText: 'Failed' }).getByRole('link').first())
  await page.getByText('The number is not in service.').first().waitFor()
  await hand.press(page.getByRole('form', { name: 'Send again' }).getByRole('button').first())
  await headed(page, 'Send a fax')
  await page.getByRole('list', { name: 'Recipients' }).getByText('Birch Pharmacy').waitFor()
}

/** What a front desk does all day. Each begins where the one before it ended. */
export const TASKS: readonly Task[] = [
  {
    name: 'sign in with a second factor',
    clicks: 5,
    keys: 8,
    async act(hand, desk) {
      const { page } = hand
      const email = desk.maple.emails.owner_admin
      await page.goto('/sign-in')
      await hand.type(field(page, 'E-mail'), email)
      await hand.type(field(page, 'Password'), PASSWORD)
      await hand.press(button(page, 'Sign in'))
      await hand.type(field(page, 'Code'), codeOf(desk.maple.file, email))
      await hand.press(button(page, /Sign in|Continue/))
      await headed(page, /^(Sent|Send a fax)$/)
    },
  },
  { name: 'send a fax to a contact', clicks: 6, keys: 30, act: send },
  {
    name: 'find a fax that was sent',
    clicks: 3,
    keys: 22,
    async act(hand) {
      const { page } = hand
      await hand.go('Sent')
      await hand.type(field(page, 'Name, number, subject, note or file'), 'Thursday')
      await until(async () => (await rows(page).count()) === 1)
      await hand.press(rows(page).getByRole('link').first())
      await headed(page, 'Fax to Oak Cardiology')
    },
  },
  { name: 'see why a fax failed, and begin it again', clicks: 3, keys: 32, act: sendAgain },
  {
    name: 'read a received fax',
    clicks: 2,
    keys: 14,
    async act(hand) {
      const { page } = hand
      await hand.go('Received')
      await hand.press(link(page, 'Oak Cardiology'))
      await page.waitForURL(/\/received\/[0-9a-f-]{36}/)
      await until(() => page.locator('.viewer img').evaluateAll((images) => images.some((image) => image.naturalWidth > 300)))
    },
  },
  {
    name: 'assign it and tag it',
    clicks: 5,
    keys: 28,
    async act(hand) {
      const { page } = hand
      await hand.choose(field(page, 'Assigned to'), 'Uma Reyes')
      await hand.press(button(page, 'Assign'))
      await page.locator('dd', { hasText: 'Uma Reyes' }).first().waitFor()
      await hand.type(field(page, 'Tag'), 'referral')
      await hand.press(button(page, 'Add tag'))
      await page.getByRole('list', { name: 'Tags' }).getByText('referral').waitFor()
    },
  },
  {
    name: 'add a contact',
    clicks: 5,
    keys: 25,
    async act(hand) {
      const { page } = hand
      await hand.go('Contacts')
      await hand.press(link(page, 'Add a contact').first())
      await hand.type(field(page, 'Name'), 'Cedar Imaging')
      await hand.type(field(page, 'Fax number'), '5550120033')
      await hand.press(button(page, 'Add contact'))
      await page.getByText('The contact was added.').waitFor()
    },
  },
  {
    name: 'import contacts',
    clicks: 5,
    keys: 40,
    async act(hand) {
      const { page } = hand
      await hand.go('Contacts')
      await hand.press(link(page, /Import/).first())
      await hand.attach(page.locator('input[type=file]'), ADDRESS_BOOK)
      await hand.press(button(page, 'Read the file'))
      await hand.press(button(page, 'Import 2 contacts'))
      await page
        .getByText(/New contacts/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'see who did what',
    clicks: 3,
    keys: 35,
    async act(hand) {
      const { page } = hand
      await hand.go('Audit')
      await headed(page, 'Audit')
      await hand.choose(field(page, 'Who'), 'Ana Ortiz')
      await page.waitForURL(/actor=/)
      await page.getByText('Looked at a received fax').first().waitFor()
    },
  },
  {
    name: 'invite a colleague',
    clicks: 5,
    keys: 45,
    async act(hand) {
      const { page } = hand
      await hand.go('Settings')
      await hand.press(link(page, 'People'))
      await hand.type(field(page, 'Name'), 'Nia Brooks')
      await hand.type(field(page, 'E-mail'), 'nia@maple.test')
      await hand.press(button(page, 'Invite'))
      await page.getByText('nia@maple.test').first().waitFor()
    },
  },
]
