import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { SettingsView } from '#shared/settings'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/failure-note'
import { TextBlock } from '../../ui/text-block'

/** The settings' text: what may be a secret is hidden until somebody asks to see it. */
export function ConfigText({ settings }: { readonly settings: Pick<SettingsView, 'text' | 'hidden'> }) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="flex flex-col gap-2">
      {settings.hidden && (
        <p className="flex items-center gap-2 text-soft text-xs">
          {isShown ? 'Values that may be secrets are shown.' : 'Values that may be secrets are hidden.'}
          <Button
            icon={isShown ? <EyeOff aria-hidden size={13} /> : <Eye aria-hidden size={13} />}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? 'Hide values' : 'Show values'}
          </Button>
        </p>
      )}
      {isShown ? (
        <WholeText state={settings.text} />
      ) : (
        <TextBlock name="config.yaml" note="read-only here" text={settings.text} />
      )}
    </div>
  )
}

function WholeText({ state }: { readonly state: string }) {
  const { value, failure } = useAsked(state, (client) => client.home.configText())
  if (failure !== null) return <FailureNote failure={failure} />
  return <TextBlock name="config.yaml" note="read-only here, with its secrets" text={value?.text ?? ''} />
}
