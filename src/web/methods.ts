type Route = { readonly method: string; readonly path: string }

/** Which methods a path answers, by the routes there are; none when there is no such path. `routes` is asked at the first question only. */
export function createMethodsAt(routes: () => readonly Route[]): (path: string) => readonly string[] {
  let known: readonly { readonly method: string; readonly shape: RegExp }[] | undefined
  return (path) => {
    known ??= routes().map((route) => ({ method: route.method, shape: shapeOf(route.path) }))
    const methods = new Set(known.filter(({ shape }) => shape.test(path)).map(({ method }) => method))
    if (methods.has('GET')) methods.add('HEAD')
    return [...methods].sort()
  }
}

const shapeOf = (path: string) =>
  new RegExp(
    `^${path
      .replace(/\/$/, '')
      .replace(/[.+()]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')}/?$`,
  )
