type Route = { readonly method: string; readonly path: string }

/** Which methods a path answers, by the routes there are; none when there is no such path. `routes` is asked at the first question only. */
export function createMethodsAt(routes: () => readonly Route[]): (path: string) => readonly string[] {
  let known: readonly { readonly method: string; readonly shape: RegExp; readonly names: number }[] | undefined
  return (path) => {
    known ??= routes().map((route) => ({ method: route.method, shape: shapeOf(route.path), names: namesIn(route.path) }))
    const there = known.filter(({ shape }) => shape.test(path))
    // A route of that very name goes before one where an id may stand.
    const fewest = Math.min(...there.map(({ names }) => names))
    const methods = new Set(there.filter(({ names }) => names === fewest).map(({ method }) => method))
    if (methods.has('GET')) methods.add('HEAD')
    return [...methods].sort()
  }
}

const namesIn = (path: string): number => path.split('/:').length - 1

const shapeOf = (path: string) =>
  new RegExp(
    `^${path
      .replace(/\/$/, '')
      .replace(/[.+()]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')}/?$`,
  )
