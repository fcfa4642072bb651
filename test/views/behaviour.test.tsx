import { expect, test } from 'bun:test'
import { ContactSuggestions } from '../../views/contacts/suggestions.tsx'
import { ComposePage } from '../../views/fax/compose.tsx'
import { QueuedPage } from '../../views/fax/queued.tsx'
import { FaxRow } from '../../views/fax/row.tsx'
import { FaxPage } from '../../views/fax/show.tsx'
import { FindOfficePage } from '../../views/find-office.tsx'
import { HelpPage } from '../../views/help.tsx'
import { Rail } from '../../views/rail.tsx'
import { SignInPage } from '../../views/sign-in.tsx'
import { clock, id, now, phone, recipient, sentFax, shell, times } from './invented.ts'
import { tagsOf } from './markup.ts'

test('a fax that is still moving listens for its own news', async () => {
  const row = await FaxRow({ fax: { ...sentFax(1), status: 'sending' }, clock })
  expect(row).toContain(`data-live="fax:${id(1)}"`)
  expect(row).toContain(`hx-get="/faxes/${id(1)}/row"`)
})

test('a settled fax no longer listens', async () => {
  for (const status of ['delivered', 'partial', 'failed', 'canceled'] as const) {
    expect(await FaxRow({ fax: { ...sentFax(1), status }, clock })).not.toContain('data-live')
  }
})

test('numbers are grouped and other recipients are counted', async () => {
  const row = await FaxRow({ fax: { ...sentFax(0), firstTo: '+15552010100', firstName: 'Oak Clinic', recipientCount: 3 }, clock })
  expect(row).toContain('(555) 201-0100 and 2 more')
})

test('what was typed comes back, a password never', async () => {
  const html = await SignInPage({ officeName: 'Maple', email: 'ana@maple.example', message: 'They do not match.' })
  const inputs = tagsOf(html).filter(({ name }) => name === 'input')
  expect(inputs.find(({ attributes }) => attributes.get('name') === 'email')?.attributes.get('value')).toBe('ana@maple.example')
  expect(inputs.find(({ attributes }) => attributes.get('name') === 'password')?.attributes.has('value')).toBe(false)
})

test('a refused fax shows every field as it was', async () => {
  const values = { to: '911', cover: false, template: '', subject: 'Referral', note: 'Call us', from: phone(1), sendAt: '2026-03-03T09:30' }
  const html = await ComposePage({
    shell: shell('send'),
    intent: 'i',
    numbers: [
      { number: phone(0), label: '' },
      { number: phone(1), label: 'Referrals' },
    ],
    frequent: [],
    covers: [],
    zone: 'Eastern time',
    secondsPerPage: 40,
    clock,
    drafts: 0,
    values,
    problem: { message: 'Check the form.', errors: { to: 'Enter ten digits.' } },
  })
  const field = (name: string) => tagsOf(html).find(({ attributes }) => attributes.get('name') === name)?.attributes
  expect(html).toContain('>911</textarea>')
  expect(html).toContain('>Call us</textarea>')
  expect([field('subject')?.get('value'), field('sendAt')?.get('value'), field('cover')?.has('checked')]).toEqual([
    'Referral',
    '2026-03-03T09:30',
    false,
  ])
  expect(html).toContain(`<option value="${phone(1)}" selected>`)
  expect(html).toContain('<a href="#to">Enter ten digits.</a>')
})

test('a held recipient is decided only by someone who may', async () => {
  const fax = {
    ...sentFax(0),
    fromNumber: phone(0),
    cover: true,
    template: '',
    subject: '',
    note: '',
    sendAt: null,
    createdAt: now,
    sha256: null,
    trashedAt: null,
    emptiedAt: null,
  }
  const page = (settle: boolean) =>
    FaxPage({
      shell: shell('sent'),
      clock,
      fax,
      sentBy: 'Ana',
      recipients: times(3, recipient),
      timeline: [],
      related: { before: [], after: [] },
      may: { cancel: false, refresh: false, settle, trash: false },
    })
  expect(await page(true)).toContain(`/recipients/${id(2)}/decision`)
  expect(await page(false)).not.toContain('/decision')
})

test('the rail shows only the sections a person may open', async () => {
  const links = tagsOf(await Rail({ shell: { ...shell('sent'), nav: ['sent', 'audit'] } })).filter(({ name }) => name === 'a')
  expect(links.map(({ attributes }) => [attributes.get('href'), attributes.get('aria-current')])).toEqual([
    ['/faxes', 'page'],
    ['/audit', undefined],
  ])
})

test('a suggestion is written so that its name cannot break the entry apart', async () => {
  const html = await ContactSuggestions({
    contacts: [{ id: '1', name: 'Oak <East>; Elm', organization: '', numbers: [{ fax: '+15552010100', label: '' }], warnings: [] }],
    tags: [],
    most: 50,
  })
  expect(tagsOf(html)[0]?.attributes.get('data-entry')).toBe('Oak  East   Elm <(555) 201-0100>')
})

test('the confirmation follows the fax until it has ended, and takes the focus only when it comes', async () => {
  const page = (status: 'queued' | 'delivered' | 'failed', arriving: boolean) =>
    QueuedPage({
      shell: shell('send'),
      clock,
      fax: { id: id(1), status, pages: 3, recipientCount: 1, firstTo: phone(1), firstName: 'Oak Clinic', sendAt: null },
      unknown: [],
      arriving,
    })
  const queued = await page('queued', true)
  expect(queued).toContain(`data-live="fax:${id(1)}" hx-get="/faxes/${id(1)}/confirmation?live"`)
  expect(queued).toContain('tabindex="-1" autofocus>Your fax is on its way')
  const ended = await page('failed', false)
  expect(ended).toContain('tabindex="-1">Your fax was not delivered')
  expect(ended).not.toMatch(/data-live="fax|We keep trying/)
  expect(await page('delivered', false)).toContain('Your fax was delivered')
})

test('help explains every word that a sent fax can stand under', async () => {
  const help = (await HelpPage({ shell: shell('help') })).replaceAll(/<[^>]*>/g, ' ')
  for (const word of ['Scheduled', 'Queued', 'Sending', 'Held', 'Delivered', 'Partly delivered', 'Failed', 'Canceled'])
    expect(help).toContain(` ${word} `)
})

test('an office that cannot be is refused in one sentence, said once', async () => {
  const html = await FindOfficePage({ host: 'localhost', office: 'a b', error: 'That cannot be.' })
  expect(html.match(/That cannot be\./g)).toHaveLength(1)
  expect(html.match(/such as maple/g)).toHaveLength(1)
})
