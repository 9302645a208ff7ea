import { z } from 'zod'
import { create } from 'zustand'
import { Column } from '#shared/item'
import { remember, remembered } from '../../state/remembered'
import { columnLooks } from './column-look'

/** What the operator chose for a column; a column without an entry follows its count. */
const Choices = z.partialRecord(Column, z.enum(['open', 'folded']))
type Choices = z.infer<typeof Choices>

export const useColumnChoices = create<{ readonly choices: Choices }>(() => ({
  choices: remembered('columns', Choices, {}),
}))

export function isFolded(column: Column, items: number, choices: Choices): boolean {
  if (columnLooks[column].always) return false
  const choice = choices[column]
  if (choice !== undefined) return choice === 'folded'
  return items === 0 || column === 'trash'
}

export function chooseColumn(column: Column, choice: 'open' | 'folded'): void {
  const choices = { ...useColumnChoices.getState().choices, [column]: choice }
  remember('columns', choices)
  useColumnChoices.setState({ choices })
}
