/** A page of a few sentences without script, for everyone the panel is not shown to. */
function plainPage(title: string, paragraphs: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem}code{font-size:.9em}</style>
<h1>${title}</h1>
${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}
</html>
`
}

export const plainPagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const whereToGetOne =
  'Lanekeeper prints a fresh address in the terminal it was started from each time one is used, and keeps it in the file <code>daemon/access-token</code> of its home.'

/** A link that another site shows brings no cookie along even to a browser that has one; a click from here does. */
export const closedPage = plainPage('Lanekeeper', [
  'This browser has not been let in. Open the panel with the address that begins with <code>/open?token=</code>.',
  whereToGetOne,
  'If you have just followed such an address: <a href="/">continue to the panel</a>.',
])

export const usedTokenPage = plainPage('This address has been used', [
  'Each address opens the panel once.',
  whereToGetOne,
])
