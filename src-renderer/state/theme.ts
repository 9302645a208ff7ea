import { z } from 'zod'
import { create } from 'zustand'
import { remember, remembered } from './remembered'

export const Theme = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof Theme>

export const useTheme = create<{ readonly theme: Theme }>(() => ({ theme: remembered('theme', Theme, 'system') }))

export function chooseTheme(theme: Theme): void {
  remember('theme', theme)
  useTheme.setState({ theme })
  showTheme()
}

/** Puts the chosen theme on the page; the style sheet does the rest, and follows the system when nothing is chosen. */
export function showTheme(): void {
  const { theme } = useTheme.getState()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function nextTheme(theme: Theme): Theme {
  const order = Theme.options
  return order[(order.indexOf(theme) + 1) % order.length] ?? 'system'
}
