import { useEffect, useState } from 'react'
import type { ItemRow } from '#shared/item'
import { ask } from '../../link/ask'
import { link } from '../../link/link'
import type { Loaded } from '../../state/use-asked'
import { itemText } from './item-text'

/** The text of an item, read once: what is edited must not change under the editor. */
export function useItemText(row: ItemRow): Loaded<string> {
  const [loaded, setLoaded] = useState<Loaded<string>>({ value: null, failure: null })
  useEffect(() => {
    let left = false
    const read = async () => {
      const asked = await ask(link, (client) => itemText(client, row))
      if (left) return
      const text = asked.ok ? asked.value : asked
      setLoaded(text.ok ? { value: text.value, failure: null } : { value: null, failure: text.failure })
    }
    void read()
    return () => {
      left = true
    }
  }, [row])
  return loaded
}
