// Every page works as links and forms without this.
const one = (selector, within = document) => within.querySelector(selector)
const all = (selector, within = document) => [...within.querySelectorAll(selector)]
const on = (event, act, capture = false) => document.addEventListener(event, act, capture)

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

function icon(name) {
  const drawn = one('.icon').cloneNode(true)
  one('use', drawn).setAttribute('href', `/assets/icons.svg#${name}`)
  return drawn
}

function say(text) {
  one('#announcer').textContent = text
}

function complain(text) {
  one('.toast')?.remove()
  const toast = make('div', { class: 'notice notice--error toast', role: 'alert' }, icon('alert'), make('p', {}, text))
  document.body.append(toast)
  setTimeout(() => toast.remove(), 10_000)
}

// Live: the server names what changed; the piece that shows it reads itself again.
let source
let missed = false

function listen() {
  const { events } = document.body.dataset
  if (!events || source || document.hidden || document.body.dataset.locked) return
  source = new EventSource(events)
  source.onmessage = ({ data }) => wake(data.split(' '))
  source.onopen = () => {
    if (missed) wake()
    missed = false
    showConnection('live', 'Live')
  }
  source.onerror = () => {
    missed = true
    showConnection('lost', 'Offline. Reconnecting…')
    if (source?.readyState !== EventSource.CLOSED) return
    hush()
    setTimeout(listen, 5000)
  }
}

function hush() {
  source?.close()
  source = null
}

// Browsers allow six streams per host, so a hidden tab gives its own back.
on('visibilitychange', () => {
  if (document.hidden) {
    missed = true
    hush()
  } else listen()
})

function showConnection(state, words) {
  const shown = one('#connection')
  if (shown.dataset.state === state) return
  shown.dataset.state = state
  shown.textContent = words
}

function wake(topics) {
  for (const element of all('[data-live]')) {
    if (topics && !topics.includes(element.dataset.live)) continue
    const fresh = element.dataset.extended && one('[data-fresh]', element)
    if (fresh) fresh.hidden = false
    else element.dispatchEvent(new CustomEvent('live'))
  }
}

const said = new WeakMap()
let loadingMore

// Of the whole form only the recipients: nobody's files leave to ask about a number.
on('htmx:config:request', ({ detail: { ctx } }) => {
  const { dataset, value } = ctx.sourceElement
  if (dataset.entries !== undefined) ctx.request.body = new URLSearchParams({ to: value })
})

on('htmx:before:request', ({ detail: { ctx } }) => {
  said.set(ctx.sourceElement, ctx.sourceElement.dataset.say)
})

on('htmx:after:swap', ({ detail: { ctx } }) => {
  const { say: words } = ctx.sourceElement.dataset ?? {}
  if (isLive(ctx) && words && words !== said.get(ctx.sourceElement)) say(words)
  if (loadingMore) landOnNewRows(loadingMore)
  if (ctx.target === document.body) setUp()
  countPicked()
})

function landOnNewRows({ rows, count }) {
  const first = rows.children[count]
  if (!first) return
  loadingMore = undefined
  one('[data-open]', first)?.focus()
  const list = rows.closest('[data-live]')
  if (list) list.dataset.extended = 'yes'
}

const isLive = (ctx) => ctx?.sourceEvent?.type === 'live'

function failed({ detail: { ctx } }) {
  const status = ctx?.response?.status
  if (isLive(ctx) || ctx?.sourceElement.hasAttribute(`hx-status:${status}`)) return
  if (status !== 401) complain('That did not work. Nothing was lost: try again.')
}
on('htmx:response:error', failed)
on('htmx:error', failed)

let unsaved = false

on(
  'submit',
  (event) => {
    const { target: form, submitter: button } = event
    const { confirm: question } = form.dataset
    if (form.dataset.busy || (question && !confirm(question))) {
      event.preventDefault()
      event.stopImmediatePropagation()
      return
    }
    commitEntry(form)
    unsaved = false
    if (button?.dataset.busy) {
      const label = one('[data-label]', button)
      form.dataset.busy = label.textContent
      label.textContent = button.dataset.busy
      button.setAttribute('aria-disabled', 'true')
    }
  },
  true,
)

function rest(form) {
  const button = one('button[aria-disabled]', form)
  if (!button) return
  one('[data-label]', button).textContent = form.dataset.busy
  button.removeAttribute('aria-disabled')
  delete form.dataset.busy
}
on('htmx:finally:request', ({ detail: { ctx } }) => {
  if (!ctx.sourceElement.dataset?.busy) return
  rest(ctx.sourceElement)
  unsaved = ctx.sourceElement.isConnected
})
addEventListener('pageshow', () => all('form[data-busy]').forEach(rest))
on('input', ({ target }) => {
  if (target.closest('[data-guard]')) unsaved = true
})
addEventListener('beforeunload', (event) => unsaved && event.preventDefault())

on('submit', (event) => {
  const form = event.target
  if (!form.matches('[data-theme-switch]')) return
  event.preventDefault()
  const root = document.documentElement
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.theme = dark ? 'light' : 'dark'
  fetch(form.action, { method: 'POST', body: new URLSearchParams({ theme: root.dataset.theme }), redirect: 'manual' })
})

on('click', (event) => {
  const { target } = event
  const reveal = target.closest('[data-reveal]')
  if (reveal) {
    const input = document.getElementById(reveal.dataset.reveal)
    input.type = input.type === 'text' ? 'password' : 'text'
    reveal.setAttribute('aria-pressed', input.type === 'text')
  }
  const keep = target.closest('[data-keep]')
  if (keep) keepCodes(keep)
  const more = target.closest('[data-more]')
  if (more) {
    const rows = document.getElementById(more.dataset.more)
    loadingMore = { rows, count: rows.children.length }
  }
  const frequent = target.closest('[data-add]')
  if (frequent) {
    event.preventDefault()
    addEntries(frequent.closest('form'), frequent.dataset.add)
  }
  const opening = target.closest('[data-opening]')
  if (opening) {
    event.preventDefault()
    const { sendAt } = opening.form.elements
    sendAt.value = opening.dataset.opening
    changed(sendAt)
  }
  const problem = target.closest('.summary a[href^="#"]')
  if (problem) focusField(event, one(problem.hash))
})

/** On paper, elsewhere, or in a file made of the page itself: what is on it is not fetched a second time. */
function keepCodes(button) {
  const way = button.dataset.keep
  const text = all('.codes li')
    .map((each) => each.textContent)
    .join('\n')
  if (way === 'print') print()
  else if (way === 'copy') navigator.clipboard.writeText(text).then(() => one('[data-label]', button).replaceChildren('Copied'))
  else make('a', { href: `data:text/plain,${encodeURI(text)}`, download: 'recovery-codes.txt' }).click()
}

function focusField(event, field) {
  event.preventDefault()
  const shown = field.offsetParent ? field : one('[data-entry-box]')
  ;(one('input', shown) ?? shown).focus()
}

function countPicked() {
  const count = all('[data-pick]:checked').length
  const shown = one('[data-picked]')
  if (shown) shown.textContent = count ? `${count} selected` : ''
}
const PLACES = { s: '/faxes/new', o: '/faxes', i: '/received', c: '/contacts' }
const TYPING = 'input:not([type="checkbox"]), textarea, select'
const KEYS = {
  '/': () => (one('[data-search="page"]') ?? one('[data-search="bar"]'))?.select(),
  n: () => (one('.head__actions [href$="/new"]') ?? one('.rail [href$="/new"]'))?.click(),
  j: () => move(1),
  k: () => move(-1),
  x: () => one('[data-row]:focus-within [data-pick]')?.click(),
  '?': () => one('#help')?.showModal(),
}
let going = 0

// Enter in a line of the fax moves on; sending by mistake cannot be undone. With Ctrl or Command it sends, from anywhere in the form.
on('keydown', (event) => {
  const form = event.target.closest('[data-compose]')
  if (event.key !== 'Enter' || !form || event.defaultPrevented || event.isComposing) return
  const isLine = event.target.matches('input:not([type="checkbox"], [type="file"])')
  if (!event.ctrlKey && !event.metaKey && !isLine) return
  event.preventDefault()
  if (event.ctrlKey || event.metaKey) return form.requestSubmit()
  const fields = all('input:not([type="hidden"]), textarea, select', form).filter((field) => field.offsetParent)
  fields[fields.indexOf(event.target) + 1]?.focus()
})

// The way back to a list that one came from leads to the same row, filter and place of it.
on('click', (event) => {
  const link = event.target.closest('.head__back')
  const from = document.referrer && new URL(document.referrer)
  if (!link || !from || event.ctrlKey || event.metaKey || from.origin !== location.origin || from.pathname !== link.pathname) return
  event.preventDefault()
  history.back()
})

on('keydown', (event) => {
  const { key } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return
  if (one(':modal') || document.body.dataset.locked || localStorage.getItem('keys') === 'off') return
  const gone = Date.now() - going < 1500
  going = key === 'g' ? Date.now() : 0
  if (gone && PLACES[key]) one(`.rail a[href="${PLACES[key]}"]`)?.click()
  else if (KEYS[key]) {
    event.preventDefault()
    KEYS[key]()
  } else all('[data-add]')[key - 1]?.click()
})

function move(step) {
  const links = all('[data-row] [data-open]')
  const here = links.findIndex((link) => link.closest(':focus-within[data-row]'))
  links[here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1)]?.focus()
}
on('change', ({ target }) => {
  countPicked()
  if (target.matches('[data-keys]')) localStorage.setItem('keys', target.checked ? 'on' : 'off')
})

// The textarea stays what is posted, one entry a line; the chips are drawn from it.
const numberIn = (entry) => entry.match(/<([^>]*)>\s*$/)?.[1] ?? entry
const nameIn = (entry) => entry.replace(/<.*/, '').trim()

function dialed(text) {
  const digits = text.replace(/\D/g, '')
  if (/[a-z]/i.test(text)) return ''
  if (text.trim().startsWith('+')) return /^\d{8,15}$/.test(digits) ? digits : ''
  return /^1?[2-9]\d{9}$/.test(digits) ? `1${digits.slice(-10)}` : ''
}

// Read as src/fax/recipients.ts does, which has the last word.
function entriesIn(text) {
  const lines = text.replace(/(^|[\n,;\t])"((?:[^"]|"")*)"/g, (_, before, cell) => before + cell.replace(/[\n,;\t]/g, '\0')).split('\n')
  const heads = cellsIn(lines[0])
  const place = (word) => heads.findIndex((each) => word.test(each))
  const fax = /\d/.test(lines[0]) || !heads[1] ? -1 : place(/fax/i)
  const name = place(/name/i)
  const entryOfRow = (cells) => entryOf(cells[name < 0 ? +!fax : name], cells[fax])
  return (fax < 0 ? lines.flatMap(entriesOfLine) : lines.slice(1).map((line) => entryOfRow(cellsIn(line)))).filter(Boolean)
}

const cellsIn = (line) => line.split(/[,;\t]/).map((cell) => cell.replaceAll('\0', ',').trim().replace(/^'|"/g, ''))
const entryOf = (name, number) => (name ? `${name} <${number}>` : number)

function entriesOfLine(line) {
  if (line.includes('<')) return line.split(';').map((each) => each.trim())
  const found = []
  let name = ''
  for (const cell of cellsIn(line)) {
    if (dialed(cell)) found.push(entryOf(name, cell))
    name = dialed(cell) ? '' : [name, cell].filter(Boolean).join(', ')
  }
  return [...found, name]
}

function addEntries(form, text) {
  const area = one('[data-entries]', form)
  const known = entriesIn(area.value)
  const fresh = entriesIn(text).filter((entry) => !known.some((each) => sameNumber(each, entry)))
  if (fresh.length === 0) return say('Already in the list.')
  writeEntries(form, [...known, ...fresh])
  say(`${fresh.join(', ')} added.`)
}

const sameNumber = (a, b) => (dialed(numberIn(a)) || a) === (dialed(numberIn(b)) || b)

function writeEntries(form, entries) {
  const area = one('[data-entries]', form)
  area.value = entries.join('\n')
  changed(area)
  one('.chips', form).replaceChildren(...entries.map((entry) => chip(form, entry, entries)))
  tally(form)
}

function chip(form, entry, entries) {
  const number = numberIn(entry)
  const remove = make('button', { type: 'button', 'aria-label': `Remove ${entry}` }, icon('close'))
  remove.onclick = () => {
    writeEntries(
      form,
      entries.filter((each) => each !== entry),
    )
    one('[data-entry-box]', form).focus()
  }
  const name = entry === number ? [] : [make('span', {}, nameIn(entry))]
  const bad = dialed(number) ? [] : [make('span', { class: 'chip__problem' }, 'check this number')]
  return make(
    'li',
    { class: bad.length ? 'chip chip--problem' : 'chip' },
    ...name,
    make('span', { class: name.length ? 'chip__detail' : '' }, number),
    ...bad,
    remove,
  )
}

function commitEntry(form) {
  const box = one('[data-entry-box]', form)
  if (!box?.value.trim()) return
  addEntries(form, box.value)
  box.value = ''
}

function setUpRecipients(form) {
  const area = one('[data-entries]', form)
  area.closest('.field').hidden = true
  one('[data-chipbox]', form).hidden = false
  writeEntries(form, entriesIn(area.value))
  const box = one('[data-entry-box]', form)
  setUpCombobox(form, box, one('.options', form))
  if (area.autofocus) box.focus()
}

function setUpCombobox(form, box, options) {
  const real = () => all('[data-entry]', options)
  const chosen = () => one('[aria-selected="true"]', options)
  const show = (open) => {
    options.hidden = !open
    box.setAttribute('aria-expanded', String(open))
    box.removeAttribute('aria-activedescendant')
  }
  const step = (by) => {
    const list = real()
    const option = list.at((list.indexOf(chosen()) + by + (by < 0 && !chosen() ? 1 : 0)) % list.length)
    if (!option) return
    chosen()?.setAttribute('aria-selected', 'false')
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    box.setAttribute('aria-activedescendant', option.id)
  }
  const take = (text) => {
    addEntries(form, text)
    box.value = ''
    show(false)
  }
  new MutationObserver(() => show(box === document.activeElement && box.value.trim() !== '')).observe(options, { childList: true })
  const acts = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: () => (options.hidden ? box.blur() : show(false)),
    Enter: () => {
      const found = options.hidden ? [] : chosen() ? [chosen()] : dialed(numberIn(box.value)) ? [] : real()
      // Two of one name: look which.
      if (found[1]) return step(1)
      if (found[0] || box.value.trim()) take(found[0]?.dataset.entry ?? box.value)
    },
  }
  box.addEventListener('keydown', (event) => {
    if (!acts[event.key] || event.isComposing) return
    event.preventDefault()
    acts[event.key]()
  })
  box.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text')
    if (!/[\n;\t]/.test(text.trim())) return
    event.preventDefault()
    take(text)
  })
  box.addEventListener('blur', () => {
    show(false)
    if (dialed(box.value)) commitEntry(form)
  })
  options.addEventListener('mousedown', (event) => event.preventDefault())
  options.addEventListener('click', ({ target }) => {
    const option = target.closest('[data-entry]')
    if (option) take(option.dataset.entry)
  })
}

// What is begun is kept: a moment after the last change, and at once when files were chosen. They are uploaded once.
let saving
let uploading
let settled = false

function saveSoon(form, wait = 900) {
  clearTimeout(saving)
  if (unsaved) one('[data-saved]', form).textContent = ''
  saving = setTimeout(() => {
    if (unsaved && form.isConnected) one('[data-autosave]', form).dispatchEvent(new Event('save'))
  }, wait)
}

function setUpFiles(form) {
  form.addEventListener('dragover', (event) => {
    const { dragged } = form
    const over = event.target.closest(dragged ? '[data-pages] li' : '[data-drop]')
    if (!over) return
    event.preventDefault()
    if (!dragged) over.classList.add('drop--over')
    else if (over !== dragged) over[over.compareDocumentPosition(dragged) & 2 ? 'after' : 'before'](dragged)
  })
  for (const name of ['dragleave', 'drop']) form.addEventListener(name, () => one('[data-drop]', form).classList.remove('drop--over'))
  form.addEventListener('drop', (event) => {
    if (!event.target.closest('[data-drop], [data-pages]')) return
    event.preventDefault()
    if (form.dragged || !event.dataTransfer.files[0]) return
    one('#files').files = event.dataTransfer.files
    changed(one('#files'))
  })
  form.addEventListener('dragstart', ({ target }) => {
    form.dragged = target.closest?.('[data-pages] li')
  })
  form.addEventListener('dragend', () => {
    if (form.dragged) changed(form.dragged)
    form.dragged = undefined
  })
}

const changed = (element) => element.dispatchEvent(new Event('change', { bubbles: true }))

const PAGE_KEYS = { ArrowLeft: 'earlier', ArrowUp: 'earlier', ArrowRight: 'later', ArrowDown: 'later', r: 'turn', Delete: 'remove' }
on('keydown', (event) => {
  const act = event.target.name === 'tick' && !event.ctrlKey && !event.metaKey && PAGE_KEYS[event.key]
  if (!act) return
  event.preventDefault()
  const { target } = event
  const list = all('[name=tick]')
  const ticks = list.map((each) => each.checked)
  if (!target.checked) for (const each of list) each.checked = each === target
  one(`[data-act=${act}]`).click()
  list.forEach((each, at) => {
    each.checked = ticks[at]
  })
})

on('change', ({ target }) => {
  const form = target.closest('[data-compose]')
  if (!form || !settled || target.name === 'tick' || target.name === 'q') return
  unsaved = true
  saveSoon(form, target.id === 'files' ? 0 : 900)
  tally(form)
})

// What is on its way is not sent a second time.
on('htmx:config:request', ({ detail: { ctx } }) => {
  const input = ctx.sourceElement.closest('[data-compose]') && one('#files')
  if (!input || ctx.sourceElement.dataset.entries !== undefined) return
  clearTimeout(saving)
  if (!isSave(ctx)) return
  unsaved = false
  if (uploading === input.files) ctx.request.body.delete('files')
  else if (input.files[0]) uploading = input.files
})

const isSave = (ctx) => ctx.sourceElement.dataset?.saves !== undefined

on('htmx:finally:request', ({ detail: { ctx } }) => {
  if (!isSave(ctx)) return
  const status = ctx.response?.status
  const kept = status === 200 || status === 204
  const shown = one('[data-saved]')
  if (kept && shown) {
    if (location.pathname === '/faxes/new') say('Kept as a draft.')
    shown.textContent = 'Kept as a draft.'
    one('[data-cover]').src = `/faxes/drafts/${one('[name=intent]').value}/cover.png?at=${Date.now()}`
    history.replaceState(null, '', `/faxes/drafts/${one('[name=intent]').value}`)
  } else unsaved = true
  if (uploading && status !== 204) {
    // What was refused is told; what got lost on the way stays chosen.
    if ((kept || status === 422) && one('#files').files === uploading) one('#files').value = ''
    uploading = undefined
  }
  const form = one('[data-compose]')
  if (form) tally(form)
})

function tally(form) {
  const entries = entriesIn(one('[data-entries]', form).value)
  const pages = all('[name=pages]', form).length
  const known = pages + form.elements.cover.checked
  const sendAt = form.elements.sendAt.value
  const shown = {
    recipients: entries.length,
    pages: pages ? known : '–',
    when: sendAt ? new Date(sendAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }) : 'Now',
    line: '–',
  }
  const line = one('[data-pace]', form)
  if (line && pages) {
    const minutes = Math.max(1, Math.round((known * line.dataset.pace) / 60))
    shown.line = `about ${minutes} min each`
  }
  for (const part of all('[data-sum]', form)) part.textContent = shown[part.dataset.sum]
  warn(form, entries)
}

function warn(form, entries) {
  const { recipients: maxTo } = one('[data-recipients]', form).dataset
  const warnings = [
    entries.some((entry) => !dialed(numberIn(entry))) && 'One number needs a look.',
    entries.length > maxTo && `At most ${maxTo} recipients.`,
  ].filter(Boolean)
  const list = one('[data-warnings]', form)
  for (const stale of all('[data-noticed]', list)) stale.remove()
  list.append(...warnings.map((text) => make('li', { 'data-noticed': '' }, icon('alert'), make('span', {}, text))))
}

on('input', ({ target }) => {
  const form = target.closest('[data-compose]')
  if (!form) return
  tally(form)
  saveSoon(form)
})

function setUp() {
  for (const box of all('[data-keys]')) box.checked = localStorage.getItem('keys') !== 'off'
  settled = false
  for (const form of all('[data-compose]')) {
    setUpRecipients(form)
    setUpFiles(form)
    tally(form)
    unsaved = false
  }
  settled = true
  listen()
}

setUp()
