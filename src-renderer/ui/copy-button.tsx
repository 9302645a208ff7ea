import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { IconButton } from './button'
import { copy } from './copy'

interface CopyButtonProps {
  /** What is copied, in words: "Copy path". */
  readonly name: string
  readonly text: string | (() => string)
}

export function CopyButton({ name, text }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      name={copied ? 'Copied' : name}
      icon={copied ? <Check size={14} className="text-completed" /> : <Copy size={14} />}
      small
      onClick={() => {
        void copy(typeof text === 'string' ? text : text()).then((done) => {
          if (done) setCopied(true)
          else
            toast.error('The browser did not allow copying.', { description: 'Select the text and copy it by hand.' })
        })
      }}
    />
  )
}
