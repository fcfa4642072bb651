import { describe, expect, test } from 'bun:test'
import { examples } from '../../views/ui/examples.tsx'
import { HOSTILE } from './invented.ts'
import { idsIn, type Tag, tagsOf } from './markup.ts'
import { pages } from './pages.tsx'

const sprite = await Bun.file(new URL('../../views/assets/icons.svg', import.meta.url)).text()
const shown = await Promise.all([...examples, ...pages].map(async ({ name, element }) => ({ name, html: await element })))

describe.each(shown)('$name', ({ html }) => {
  const tags = tagsOf(html)
  const ids = idsIn(tags)
  const values = (attribute: string) => tags.flatMap(({ attributes }) => attributes.get(attribute) ?? [])

  test('is well-formed and its ids are its own', () => {
    expect(html).not.toBe('')
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  test('labels every field', () => {
    const labelled = new Set(values('for'))
    expect(
      tags.filter(isField).filter(({ attributes }) => !labelled.has(attributes.get('id') ?? '') && !attributes.has('aria-label')),
    ).toEqual([])
  })

  test('points only at ids that are there', () => {
    const pointers = ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls', 'popovertarget'].flatMap(values)
    expect(pointers.flatMap((value) => value.split(' ')).filter((id) => !ids.includes(id))).toEqual([])
  })

  test('carries no style, script or handler of its own', () => {
    const names = tags.flatMap(({ attributes }) => [...attributes.keys()])
    expect(names.filter((name) => name === 'style' || name.startsWith('on') || name.startsWith('hx-on'))).toEqual([])
    expect(tags.filter(({ name, attributes }) => name === 'style' || (name === 'script' && !attributes.has('src')))).toEqual([])
    expect([...values('href'), ...values('src')].filter((address) => !/^[/#]/.test(address) || address.startsWith('//'))).toEqual([])
  })

  test('prints text as text', () => {
    expect(html).not.toContain(HOSTILE)
    expect(tags.filter(({ name }) => name === 'b')).toEqual([])
    expect(html).not.toMatch(/undefined|\[object|NaN/)
  })

  test('uses icons the sprite has', () => {
    const icons = tags.filter(({ name }) => name === 'use').map(({ attributes }) => attributes.get('href')?.split('#')[1])
    expect(icons.filter((icon) => !sprite.includes(`id="${icon}"`))).toEqual([])
  })
})

function isField({ name, attributes }: Tag) {
  return ['input', 'select', 'textarea', 'progress'].includes(name) && attributes.get('type') !== 'hidden'
}

test.each(shown.filter(({ name }) => name.startsWith('status ')))('$name has an icon and a word', ({ html }) => {
  expect(html).toMatch(/<use href="\/assets\/icons\.svg#[a-z-]+"/)
  expect(html.replaceAll(/<[^>]*>/g, '').trim()).toMatch(/^[A-Z][a-z]+/)
})

test.each(shown.filter(({ html }) => html.startsWith('<html')))(
  '$name has one heading of the first rank, one main and a title',
  ({ html }) => {
    const names = tagsOf(html).map(({ name }) => name)
    expect(['h1', 'main', 'title'].map((name) => names.filter((each) => each === name).length)).toEqual([1, 1, 1])
  },
)
