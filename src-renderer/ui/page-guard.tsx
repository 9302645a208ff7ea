import { Component, type ReactNode } from 'react'
import { Button } from './button'
import { FailureNote } from './failure-note'

interface PageGuardProps {
  /** What is tried to be drawn; another one is tried anew. */
  readonly of: string
  readonly children: ReactNode
}

interface PageGuardState {
  readonly sentence: string | null
}

/** Keeps what cannot be drawn from taking everything around it away. */
export class PageGuard extends Component<PageGuardProps, PageGuardState> {
  override state: PageGuardState = { sentence: null }

  static getDerivedStateFromError(error: unknown): PageGuardState {
    const cause = error instanceof Error ? error.message : String(error)
    return { sentence: `This page could not be drawn: ${cause.slice(0, 500)}` }
  }

  override componentDidUpdate(before: PageGuardProps): void {
    if (before.of !== this.props.of && this.state.sentence !== null) this.setState({ sentence: null })
  }

  override render(): ReactNode {
    const { sentence } = this.state
    return sentence === null ? this.props.children : <Undrawn sentence={sentence} />
  }
}

function Undrawn({ sentence }: { readonly sentence: string }) {
  const nextStep = 'The supervisor goes on. Go to another page, or load the panel anew.'
  return (
    <div className="flex min-w-0 flex-1 flex-col items-start gap-3 p-4">
      <FailureNote failure={{ refused: false, sentence, nextStep }} />
      <Button onClick={() => window.location.reload()}>Reload the panel</Button>
    </div>
  )
}
