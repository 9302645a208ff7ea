import { useSyncExternalStore } from 'react'

/** Where the panel is; kept in the address after `#`, so that going back and reloading work. */
export type Route =
  | {
      readonly page: 'lanes'
      readonly chosen: { readonly lane: string; readonly id: string } | null
      /** The lane to show when no item is chosen; absent: the one that was shown last. */
      readonly lane?: string
    }
  | { readonly page: 'runs'; readonly chosen: string | null }
  /** A decision over the runs. */
  | { readonly page: 'decisions'; readonly chosen: string }
  | { readonly page: 'invocations'; readonly chosen: string | null }
  | { readonly page: 'history'; readonly words: string }
  | { readonly page: 'logs' }
  | { readonly page: 'settings' }

export type Page = Route['page']

export function routeOf(hash: string): Route {
  const [page, ...rest] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decoded)
  if (page === 'settings' || page === 'logs') return { page }
  if (page === 'history') return { page, words: rest[0] ?? '' }
  if (page === 'invocations') return { page, chosen: rest[0] || null }
  if (page === 'runs') return { page, chosen: rest[0] || null }
  if (page === 'decisions') return rest[0] ? { page, chosen: rest[0] } : { page: 'runs', chosen: null }
  const [lane, id] = page === 'lanes' ? rest : []
  if (lane && id) return { page: 'lanes', chosen: { lane, id } }
  return lane ? { page: 'lanes', chosen: null, lane } : { page: 'lanes', chosen: null }
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'settings':
    case 'logs':
      return `#/${route.page}`
    case 'history':
      return route.words === '' ? '#/history' : `#/history/${encodeURIComponent(route.words)}`
    case 'invocations':
      return route.chosen === null ? '#/invocations' : `#/invocations/${encodeURIComponent(route.chosen)}`
    case 'runs':
      return route.chosen === null ? '#/runs' : `#/runs/${encodeURIComponent(route.chosen)}`
    case 'decisions':
      return `#/decisions/${encodeURIComponent(route.chosen)}`
    case 'lanes':
      if (route.chosen === null) return route.lane ? `#/lanes/${encodeURIComponent(route.lane)}` : '#/lanes'
      return `#/lanes/${encodeURIComponent(route.chosen.lane)}/${encodeURIComponent(route.chosen.id)}`
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

let current = { hash: '', route: routeOf('') }

function snapshot(): Route {
  const { hash } = window.location
  if (hash !== current.hash) current = { hash, route: routeOf(hash) }
  return current.route
}

function subscribe(changed: () => void) {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, snapshot)
}

export function currentRoute(): Route {
  return snapshot()
}

/** `replace` leaves no step to go back to: for moving through a list. */
export function goTo(route: Route, how: { readonly replace?: boolean } = {}): void {
  if (how.replace !== true) {
    window.location.hash = hashOf(route)
    return
  }
  window.history.replaceState(null, '', hashOf(route))
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}
