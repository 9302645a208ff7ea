import { LoaderCircle, Unplug } from 'lucide-react'

/** Shown instead of the panel until the first board arrives; a moment late, so that a quick start shows no flicker. */
export function Connecting() {
  return (
    <main className="grid h-full animate-late place-items-center">
      <p role="status" className="flex items-center gap-2 text-soft">
        <LoaderCircle aria-hidden size={16} className="animate-turn" />
        Connecting to the host…
      </p>
    </main>
  )
}

export function AccessEnded() {
  return (
    <main className="grid h-full place-items-center p-8">
      <div role="alert" className="flex max-w-100 flex-col items-center gap-3 text-center">
        <Unplug aria-hidden size={28} className="text-faint" />
        <h1 className="font-semibold text-lg">This panel's access has ended.</h1>
        <p className="text-soft">Open the address that the host printed.</p>
      </div>
    </main>
  )
}
