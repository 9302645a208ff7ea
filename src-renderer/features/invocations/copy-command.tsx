import { Check, Terminal } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import type { Invocation } from '#shared/invocation'
import { isIncomplete, shellCommand } from '#shared/shell-command'
import { Button } from '../../ui/button'
import { copy } from '../../ui/copy'

/** Takes along a command line that does the run again. Secrets stand in it by the names of their variables. */
export function CopyCommand({ invocation }: { readonly invocation: Invocation }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const press = async () => {
    if (!(await copy(shellCommand(invocation)))) {
      toast.error('The browser did not allow copying.', { description: 'Copy the command of the record by hand.' })
      return
    }
    setCopied(true)
    if (isIncomplete(invocation)) {
      toast.warning('Copied, but a secret is missing.', { description: 'Put it in where the command line has ***.' })
    }
  }
  return (
    <>
      <Button
        size="sm"
        icon={copied ? <Check aria-hidden size={12} className="text-completed" /> : <Terminal aria-hidden size={12} />}
        unavailable={invocation.argv.length === 0 ? 'No program was started.' : null}
        onClick={() => void press()}
      >
        {copied ? 'Copied' : 'Copy as shell command'}
      </Button>
      <span role="status" className="sr-only">
        {copied ? 'Copied as a shell command.' : ''}
      </span>
    </>
  )
}
