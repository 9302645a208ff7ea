import './schemas-without-eval'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { link } from './link/link'
import { followBoard } from './state/board'
import { runClock } from './state/now'
import { showTheme } from './state/theme'
import './styles.css'

const leaving = new AbortController()
window.addEventListener('pagehide', () => leaving.abort(), { once: true })
// A page that the browser kept and shows again has ended its work when it was left.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})

showTheme()
runClock(leaving.signal)
void link.run(leaving.signal)
void followBoard(leaving.signal)

const root = document.getElementById('panel')
if (root === null) throw new Error('The page has no place for the panel.')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
