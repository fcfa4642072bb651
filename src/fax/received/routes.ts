import { type AnyElysia, Elysia } from 'elysia'
import { receivedApi } from './api.routes.ts'
import { arrangingApi } from './arranging.api.routes.ts'
import { arrangingRoutes } from './arranging.routes.tsx'
import { type ReceivedDeps, receivedPages } from './pages.routes.tsx'
import { routingApi } from './routing.api.routes.ts'
import { routingRoutes } from './routing.routes.tsx'
import { rulesApi } from './rules.api.routes.ts'
import { ruleRoutes } from './rules.routes.tsx'
import { sortingApi } from './sorting.api.routes.ts'
import { sortingRoutes } from './sorting.routes.tsx'

/** Everything that answers about faxes that came in. */
export const receivedRoutes = (deps: ReceivedDeps): AnyElysia =>
  new Elysia()
    .use(receivedPages(deps))
    .use(receivedApi(deps))
    .use(sortingRoutes(deps))
    .use(sortingApi(deps))
    .use(arrangingRoutes(deps))
    .use(arrangingApi(deps))
    .use(routingRoutes(deps))
    .use(routingApi(deps))
    .use(ruleRoutes(deps))
    .use(rulesApi(deps))
