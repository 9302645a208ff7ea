import type { SettingsView } from '#shared/settings'
import { useAsked } from '../../state/use-asked'
import { FailureNote } from '../../ui/failure-note'
import { TextBlock } from '../../ui/text-block'
import { HiddenText } from './hidden-text'

export function ConfigText({
  settings: { text, hidden },
}: {
  readonly settings: Pick<SettingsView, 'text' | 'hidden'>
}) {
  return (
    <HiddenText of="config.yaml" hidden={hidden}>
      {(isShown) =>
        isShown ? <WholeText state={text} /> : <TextBlock name="config.yaml" note="read-only here" text={text} />
      }
    </HiddenText>
  )
}

function WholeText({ state }: { readonly state: string }) {
  const { value, failure } = useAsked(state, (client) => client.home.configText())
  if (failure !== null) return <FailureNote failure={failure} />
  return <TextBlock name="config.yaml" note="read-only here, with its secrets" text={value?.text ?? ''} />
}
