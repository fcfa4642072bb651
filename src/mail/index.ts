export type { Delivery, Mail, Mailer } from './mailer.ts'
export { type Compose, failedLetter, type Letter, letterSender, sendLetter } from './outbox.ts'
export { printingMailer } from './printing.ts'
export { type SmtpSettings, smtpMailer } from './smtp.ts'
