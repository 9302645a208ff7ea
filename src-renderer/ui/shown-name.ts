/** A name as it may be shown: what would turn the direction of its characters round shows as a character of its own. */
export function shownName(name: string): string {
  return name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}
