// Locks a page that was left alone, or by hand: everything on it leaves the view and comes back as it was. Goes with app.js.
;(() => {
  const { idle, person } = document.body.dataset
  const [template, warning] = ['lock-screen', 'idle-warning'].map((id) => document.getElementById(id))
  const IDLE_MS = Number(idle) * 1000
  const WARN_MS = 60_000
  const ASKS_EVERY_MS = 60_000
  const others = new BroadcastChannel('lock')
  let used = Date.now()
  let timer
  let screen
  let away = []
  let title

  const ask = (byItself) => fetch('/api/me/session', { headers: { accept: 'application/json', ...(byItself && { 'x-by-itself': 'yes' }) } })

  /** What the server knows; false when it would open nothing. */
  async function isAlive(byItself) {
    const answer = await ask(byItself).catch(() => undefined)
    if (!answer) return Date.now() - used < IDLE_MS
    if (!answer.ok) return false
    const { userId, idleSeconds } = await answer.json()
    // Somebody else signed in here: what the one before had on the page is not for them.
    if (userId !== person) location.replace('/')
    used = Date.now() - IDLE_MS + idleSeconds * 1000
    return true
  }

  function wait() {
    clearTimeout(timer)
    const left = used + IDLE_MS - Date.now()
    timer = setTimeout(look, Math.max(left > WARN_MS ? left - WARN_MS : left, 500))
  }

  async function look() {
    if (screen) return
    if (!(await isAlive(true))) return lock()
    const left = used + IDLE_MS - Date.now()
    if (left <= WARN_MS) warn()
    else unwarn()
    wait()
  }

  function warn() {
    if (document.querySelector('[data-stay]')) return
    document.body.append(warning.content.cloneNode(true))
    document.querySelector('[data-stay]').addEventListener('click', stay)
  }
  const unwarn = () => document.querySelector('[data-stay]')?.closest('.toast').remove()

  async function stay() {
    unwarn()
    used = Date.now()
    if (await isAlive(false)) wait()
    else lock()
  }

  function touched() {
    if (screen || Date.now() - used < ASKS_EVERY_MS) return
    if (Date.now() - used >= IDLE_MS) return look()
    stay()
  }

  function lock(tell = true) {
    if (screen) return
    clearTimeout(timer)
    unwarn()
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close()
    for (const menu of document.querySelectorAll(':popover-open')) menu.hidePopover()
    const focused = document.activeElement
    away = [...document.body.children].filter((each) => each.localName !== 'script').map((each) => [each, each.hidden, each.inert])
    for (const [each] of away) Object.assign(each, { hidden: true, inert: true })
    title = document.title
    document.title = 'Locked'
    document.body.dataset.locked = 'yes'
    document.body.append(template.content.cloneNode(true))
    screen = document.querySelector('.lock')
    screen.focused = focused
    screen.querySelector('#unlock').focus()
    offer()
    hush()
    if (tell) others.postMessage('locked')
  }

  /** Only what this person has: who signs in through a provider may have no password, and who has no passkey is not asked for one. */
  async function offer() {
    const answer = await fetch('/api/auth/unlock', { headers: { accept: 'application/json' } }).catch(() => undefined)
    if (!answer?.ok || !screen) return
    const { password, code, passkey, providers } = await answer.json()
    screen.querySelector('[data-unlock]').hidden = !password && !code
    screen.querySelector('[data-unlock-passkey]').hidden = !passkey
    if (!password && code) askForCode(screen.querySelector('#unlock'))
    const section = screen.querySelector('[data-unlock-providers]')
    section.hidden = providers.length === 0
    section.querySelector('ul').replaceChildren(...providers.map(linkTo))
    if (!password && !code) screen.querySelector('button:not([hidden] *), .providers a')?.focus()
  }

  function askForCode(field) {
    Object.assign(field, { type: 'text', autocomplete: 'one-time-code' })
    screen.querySelector('[data-reveal]').hidden = true
    screen.querySelector('label[for="unlock"]').textContent = 'Code'
    screen.querySelector('#unlock-hint').textContent = 'The six digits your authenticator app shows now, or a recovery code.'
  }

  function linkTo({ id, name }) {
    const link = document.createElement('a')
    const query = new URLSearchParams({ afresh: '1', next: '/afresh' })
    Object.assign(link, { href: `/sign-in/sso/${id}?${query}`, target: '_blank', className: 'button button--plain' })
    link.textContent = `Sign in with ${name}`
    const item = document.createElement('li')
    item.append(link)
    return item
  }

  function open(tell = true) {
    if (!screen) return
    const { focused } = screen
    screen.remove()
    screen = undefined
    for (const [each, hidden, inert] of away) Object.assign(each, { hidden, inert })
    document.title = title
    delete document.body.dataset.locked
    used = Date.now()
    wait()
    focused?.focus?.()
    missed = true
    listen()
    if (tell) others.postMessage('unlocked')
  }

  /** Of a phone, or one of those on paper. */
  const isCode = (typed) =>
    screen.querySelector('#unlock').type === 'text' || /^([\d ]{6,7}|([0-9A-Z]{4}-){5}[0-9A-Z]{4})$/i.test(typed.trim())

  async function unlock(event) {
    event.preventDefault()
    event.stopImmediatePropagation()
    const typed = screen.querySelector('#unlock').value
    const passkey = event.target.elements.passkey?.value
    if (event.target.elements.passkey) event.target.elements.passkey.value = ''
    const proof = passkey ? { passkey: JSON.parse(passkey) } : isCode(typed) ? { code: typed } : { password: typed }
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    const answer = await fetch('/api/auth/unlock', { method: 'POST', headers, body: JSON.stringify(proof) }).catch(() => undefined)
    if (answer?.ok) return open()
    const said = await answer?.json()
    const problem = screen.querySelector('[data-unlock-problem]')
    problem.textContent = said?.errors[0]?.message ?? said?.detail ?? 'The office cannot be reached just now. Try again.'
    problem.hidden = false
    screen.querySelector('#unlock').select()
  }

  others.onmessage = async ({ data }) => {
    if (data === 'locked') lock(false)
    else if (screen && (await isAlive(true))) open(false)
  }
  document.addEventListener('htmx:response:error', async ({ detail: { ctx } }) => {
    if (ctx?.response?.status === 401 && !(await isAlive(true))) lock()
  })
  // What a page asks by itself does not count as use of it, so that it locks however much comes in.
  document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
    if (isLive(ctx)) ctx.request.headers['X-By-Itself'] = 'yes'
  })
  document.addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (key !== 'L' || ctrlKey || metaKey || altKey || screen || target.closest(TYPING) || localStorage.getItem('keys') === 'off') return
    one('[data-lock]').requestSubmit()
  })
  document.addEventListener('visibilitychange', async () => {
    if (document.hidden) return
    if (!screen) {
      if (Date.now() - used >= IDLE_MS) lock(false)
      else return look()
    }
    if (await isAlive(true)) open()
  })
  for (const event of ['pointerdown', 'keydown', 'input']) document.addEventListener(event, touched, { capture: true, passive: true })
  // Before anything else of the page hears of it: neither is a form that saves what was typed.
  addEventListener(
    'submit',
    (event) => {
      if (event.target.matches('[data-unlock], [data-unlock-passkey]')) return unlock(event)
      if (!event.target.matches('[data-lock]')) return
      event.preventDefault()
      event.stopImmediatePropagation()
      fetch('/api/me/session/lock', { method: 'POST' }).finally(() => lock())
    },
    true,
  )
  wait()
})()
