import type { ProviderKind } from '../settings/provider-settings'

export type ModelChoice =
  | { readonly ok: true; readonly id: string | null }
  | { readonly ok: false; readonly reason: string; readonly nextStep: string }

/** Names that only a full model id has, so that a misspelt alias is never sent to a program. */
const fullIds: Record<Exclude<ProviderKind, 'command'>, RegExp> = {
  anthropic: /^claude-[a-z0-9][\w.@:/[\]-]*$/i,
  openai: /^(gpt-|codex-|o\d)[\w.@:/-]*$/i,
}

/**
 * The model id to run: the alias table first, then full ids as they are. Without a wish the alias `default` is
 * used, or none. For commands, whose ids nobody can know, an unknown name passes as it is.
 */
export function modelChoice(
  kind: ProviderKind,
  wish: string | null,
  aliases: Readonly<Record<string, string>>,
): ModelChoice {
  const name = wish ?? 'default'
  if (Object.hasOwn(aliases, name)) return { ok: true, id: aliases[name] ?? null }
  if (wish === null) return { ok: true, id: null }
  if (kind === 'command' || fullIds[kind].test(wish)) return { ok: true, id: wish }
  const known = Object.keys(aliases).join(', ')
  return {
    ok: false,
    reason: `"${wish.slice(0, 100)}" is not a model that this provider knows.`,
    nextStep: `Use one of ${known}, a full model id, or add the name under models in config.yaml.`,
  }
}
