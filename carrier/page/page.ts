import type { ArrivalEntry } from './arrivals.ts'
import { type Html, html } from './html.ts'

export interface CallForm {
  readonly to: string
  readonly from: string
  readonly pages: string
  readonly wrong: string | null
}

/** The whole page. It reloads by itself, except while somebody fills in the form. */
export function carrierPage(entries: readonly ArrivalEntry[], total: number, form: CallForm | null): string {
  const reload = form ? null : html`<meta http-equiv="refresh" content="2">`
  const button = form ? html`<a href="/">Close the form</a>` : html`<a class="button" href="/?call">Place a fax call…</a>`
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${reload}
<title>Local carrier</title><link rel="stylesheet" href="/style.css"></head>
<body>
<header><div><div><h1>Local carrier</h1><p class="quiet">A pretend telephone network. Nothing leaves this computer.</p></div>${button}</div></header>
<main>${form && callForm(form)}${entries.length === 0 ? nothing() : entries.map(arrival)}
<p class="quiet">${entries.length < total ? `The newest ${entries.length} of ${total}. ` : ''}The same as <a href="/received">JSON</a>.</p></main>
</body></html>`
  return page.text
}

function callForm(form: CallForm): Html {
  return html`<form method="post" action="/place-call">
${form.wrong && html`<p class="wrong" role="alert">${form.wrong}</p>`}
<label>Call this number<input name="to" type="tel" required autofocus value="${form.to}" placeholder="+15552010100"></label>
<label>From<input name="from" type="tel" required value="${form.from}"></label>
<label>Pages<input name="pages" type="number" min="1" max="50" required value="${form.pages}"></label>
<button class="button">Send a test fax</button>
</form>`
}

function nothing(): Html {
  return html`<div class="empty"><h2>No faxes yet</h2><p class="quiet">Send one, and it appears here within two seconds.</p></div>`
}

function arrival(entry: ArrivalEntry): Html {
  const way = entry.direction === 'outbound' ? 'Sent to' : 'Call to'
  return html`<article id="${entry.id}">
<div class="line"><h2>${way} ${spoken(entry.to)}</h2>${status(entry)}<time class="quiet end" datetime="${entry.createdAt}">${clock(entry.createdAt)}</time></div>
<p class="quiet">from ${spoken(entry.from)} · ${pageCount(entry.pages)}${entry.pdfUrl && html` · <a href="${entry.pdfUrl}">the document</a>`}</p>
${entry.note && html`<p class="quiet">${entry.note}</p>`}
${entry.pageUrls.length > 0 ? html`<ul class="pages">${entry.pageUrls.map(thumbnail)}</ul>` : null}
</article>`
}

function status(entry: ArrivalEntry): Html {
  if (entry.status === 'failed')
    return html`<span class="status bad">✕ failed: ${(entry.failureReason ?? 'unknown').replaceAll('_', ' ')}</span>`
  if (entry.status === 'delivered' || entry.status === 'received') return html`<span class="status good">✓ ${entry.status}</span>`
  return html`<span class="status">… ${entry.status}</span>`
}

function thumbnail(url: string, place: number): Html {
  return html`<li><a href="${url}"><img src="${url}" alt="" loading="lazy">Page ${place + 1}</a></li>`
}

/** North American numbers as people say them. */
function spoken(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3')
}

function pageCount(pages: number): string {
  if (pages === 0) return 'no page arrived'
  return pages === 1 ? '1 page' : `${pages} pages`
}

function clock(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-US')
}
