import type { Decision } from '#shared/decision'

interface DecisionOptionsProps {
  readonly options: Decision['options']
  /** Counts from 1. */
  readonly picked: number
  readonly onPick: (option: number) => void
}

export function DecisionOptions({ options, picked, onPick }: DecisionOptionsProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-soft text-xs">What shall happen?</legend>
      {options.map(({ choice, label, recommended }, index) => {
        const number = index + 1
        return (
          <label
            key={`${number} ${choice}`}
            className="flex cursor-pointer items-center gap-2.5 rounded-md border border-line px-2.5 py-1.5 has-checked:border-accent has-checked:bg-hover"
          >
            <input
              type="radio"
              name="option"
              value={number}
              checked={number === picked}
              onChange={() => onPick(number)}
              className="accent-solid"
            />
            <kbd className="numeric rounded-sm border border-line px-1 font-sans text-2xs text-faint">{number}</kbd>
            <span className="wrap-anywhere min-w-0 flex-1">{label}</span>
            {recommended && (
              <span className="wash shrink-0 rounded-sm px-1.5 font-medium text-2xs text-completed">recommended</span>
            )}
          </label>
        )
      })}
    </fieldset>
  )
}
