import type { Mailer } from './mailer.ts'

/** For development: what would be sent, on the terminal. */
export const printingMailer = (print: (text: string) => void): Mailer => ({
  async send({ to, subject, text }) {
    print(`\n── mail, not sent ── to ${to}\n${subject}\n\n${text}\n──\n`)
    return { is: 'sent' }
  },
})
