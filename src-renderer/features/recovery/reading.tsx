import { LoaderCircle } from 'lucide-react'

export function Reading() {
  return (
    <p className="flex flex-1 items-center justify-center gap-1.5 p-6 text-soft">
      <LoaderCircle aria-hidden size={14} className="animate-turn" /> Reading…
    </p>
  )
}
