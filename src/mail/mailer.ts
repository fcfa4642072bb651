/** Neither a patient's data nor a password ever stands in one; a document only under a password that went another way. */
export type Mail = {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly locked?: { readonly name: string; readonly bytes: Uint8Array }
}
/** `refused` would be refused again; `later` may go well another time. In words that name no address. */
export type Delivery =
  | { readonly is: 'sent' }
  | { readonly is: 'refused'; readonly because: string }
  | { readonly is: 'later'; readonly because: string }
export type Mailer = { send(mail: Mail): Promise<Delivery> }
