/** How a request's sender is told from others: for limits, for keys that work from some addresses only, and for people to see where they are signed in. */
export type AddressOf = (request: Request, server: SocketServer | null) => string
export type SocketServer = { requestIP(request: Request): { readonly address: string } | null }

/** The other end of the socket. Behind a proxy that is the proxy: there the app says which header it trusts. */
export const socketAddress: AddressOf = (request, server) => server?.requestIP(request)?.address ?? 'unknown'

/** The header that the proxy in front overwrites, such as fly-client-ip. */
export const addressFrom =
  (header: string): AddressOf =>
  (request, server) =>
    request.headers.get(header)?.trim() || socketAddress(request, server)
