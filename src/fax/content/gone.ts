import { conflict, gone } from '../../kit/errors.ts'

const STAYS = 'as your office decided. Its record and its history stay.'

/** What is answered to who asks for it nevertheless. */
export const sentGone = () => gone(`The pages of this fax were destroyed after it was sent, ${STAYS} So does its receipt.`)
export const receivedGone = () => gone(`The pages of this fax were destroyed after it was dealt with, ${STAYS}`)
export const trashed = () => conflict('This fax is in the trash. Take it out first.')
