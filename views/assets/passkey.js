// Makes and uses passkeys: fills the hidden field `passkey` of a form with what the device answers, and sends the form.
;(() => {
  const ways = [...document.querySelectorAll('[data-passkey-ways]')]
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, '')
  const named = (list) => list.map((each) => ({ ...each, id: bytes(each.id) }))
  const CHALLENGE_MS = 4 * 60_000
  let waiting

  async function asked(address) {
    const answer = await fetch(address, { method: 'POST', headers: { accept: 'application/json' } })
    const said = await answer.json()
    if (!answer.ok) throw new Error(said.code === 'unproven' ? 'That took too long. Go back and begin again.' : said.detail)
    return said
  }

  async function made(options) {
    const { user, excludeCredentials } = options
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...user, id: bytes(user.id) },
      excludeCredentials: named(excludeCredentials),
    }
    const { id, type, response } = await navigator.credentials.create({ publicKey })
    const { clientDataJSON, attestationObject } = response
    const transports = response.getTransports?.() ?? []
    return {
      id,
      rawId: id,
      type,
      response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports },
    }
  }

  async function used(options, more) {
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) }
    const { id, type, response } = await navigator.credentials.get({ publicKey, ...more })
    const { clientDataJSON, authenticatorData, signature, userHandle } = response
    const given = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature) }
    return { id, rawId: id, type, response: userHandle ? { ...given, userHandle: text(userHandle) } : given }
  }

  function send(button, said) {
    const { form } = button
    form.elements.passkey.value = JSON.stringify(said)
    form.noValidate = true
    form.requestSubmit(button.type === 'submit' ? button : undefined)
  }

  function tell(button, words) {
    const problem = button.closest('[data-passkey-ways]').querySelector('[data-passkey-problem]')
    problem.textContent = words
    problem.hidden = !words
    if (words) problem.setAttribute('role', 'alert')
  }

  async function go(button) {
    tell(button, '')
    waiting?.abort()
    try {
      const options = await asked(button.dataset.options)
      send(button, button.dataset.passkey === 'make' ? await made(options) : await used(options))
    } catch (error) {
      tell(button, wordsFor(error))
    }
  }

  const wordsFor = ({ name, message }) => {
    if (name === 'InvalidStateError') return 'This device has a passkey for this office already.'
    if (name === 'NotAllowedError') return 'Nothing was done: the device was not unlocked, or it took too long. Try again.'
    return name === 'Error' ? message : 'This device could not do it. Try again, or use another way.'
  }

  /** The browser offers passkeys among what it fills in; the challenge is made anew before it runs out. */
  async function offer(button) {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return
    const turn = new AbortController()
    waiting = turn
    const again = setTimeout(() => {
      turn.abort()
      offer(button)
    }, CHALLENGE_MS)
    try {
      send(button, await used(await asked(button.dataset.options), { mediation: 'conditional', signal: turn.signal }))
    } catch {
      if (!turn.signal.aborted) clearTimeout(again)
    }
  }

  if (!window.PublicKeyCredential) {
    for (const missing of document.querySelectorAll('[data-passkey-missing]')) missing.hidden = false
    return
  }
  for (const way of ways) {
    if (way.dataset.wired) continue
    way.dataset.wired = 'yes'
    way.hidden = false
    const button = way.querySelector('[data-passkey]')
    button.addEventListener('click', (event) => {
      if (button.form.elements.passkey.value) return
      event.preventDefault()
      if (button.type !== 'submit' || button.form.reportValidity()) go(button)
    })
    if (button.dataset.autofill) offer(button)
  }
})()
