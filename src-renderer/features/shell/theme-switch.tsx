import { Monitor, Moon, Sun } from 'lucide-react'
import { chooseTheme, type Theme, useTheme } from '../../state/theme'
import { cx } from '../../ui/cx'
import { Tip } from '../../ui/tip'

const choices = [
  { theme: 'system', word: 'System theme', Icon: Monitor },
  { theme: 'light', word: 'Light theme', Icon: Sun },
  { theme: 'dark', word: 'Dark theme', Icon: Moon },
] as const satisfies readonly { theme: Theme; word: string; Icon: typeof Sun }[]

export function ThemeSwitch() {
  const chosen = useTheme(({ theme }) => theme)
  return (
    <fieldset className="flex shrink-0 rounded-md border border-line bg-sunken p-0.5">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme, word, Icon }) => (
        <Tip key={theme} text={word}>
          <button
            type="button"
            aria-label={word}
            aria-pressed={chosen === theme}
            onClick={() => chooseTheme(theme)}
            className={cx(
              'grid size-6 place-items-center rounded-sm',
              chosen === theme ? 'bg-raised text-ink shadow-card' : 'text-faint hover:text-ink',
            )}
          >
            <Icon aria-hidden size={13} />
          </button>
        </Tip>
      ))}
    </fieldset>
  )
}
