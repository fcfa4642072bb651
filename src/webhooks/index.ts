export { pruneDeliveries, webhookDeliverer } from './delivering.ts'
export { enabledEndpoints } from './endpoints.ts'
export { createPublisher, type Publisher } from './nudging.ts'
export { publish } from './publishing.ts'
