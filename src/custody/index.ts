export { type Arrival, type ArrivalDeps, type Arrived, takeIn } from './arrival.ts'
export type { Form, Manifest } from './manifest.ts'
export { type TakeawayDeps, takeAway, type Wish } from './takeaway.ts'
