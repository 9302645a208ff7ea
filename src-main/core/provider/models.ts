export type ModelChoice =
  | { readonly ok: true; readonly id: string | null }
  | { readonly ok: false; readonly reason: string; readonly nextStep: string }

/**
 * The model id to run: the alias table first, then full ids as they are. Without a wish the alias `default` is
 * used, or none. `fullId`: what only a full id looks like, so that a misspelt alias is never sent to a program; null where nobody
 * can know the ids, and an unknown name passes as it is.
 */
export function modelChoice(
  fullId: RegExp | null,
  wish: string | null,
  aliases: Readonly<Record<string, string>>,
): ModelChoice {
  const name = wish ?? 'default'
  if (Object.hasOwn(aliases, name)) return { ok: true, id: aliases[name] ?? null }
  if (wish === null) return { ok: true, id: null }
  if (fullId === null || fullId.test(wish)) return { ok: true, id: wish }
  const known = Object.keys(aliases).join(', ')
  return {
    ok: false,
    reason: `"${wish.slice(0, 100)}" is not a model that this provider knows.`,
    nextStep: `Use one of ${known}, a full model id, or add the name under models in config.yaml.`,
  }
}
