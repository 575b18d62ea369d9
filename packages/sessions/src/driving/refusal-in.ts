import type { RefusalCode } from "@tutti/protocol"

/**
 * The answer to a command, read off its effects.
 * @param effects null when the coordinator was closed before it got to the command
 */
export function refusalIn(
  effects:
    | readonly ({ readonly kind: "refuse-command"; readonly code: RefusalCode } | { readonly kind: string })[]
    | null,
): RefusalCode | null {
  if (effects === null) return "E_INTERNAL"
  const refused = effects.find((effect) => effect.kind === "refuse-command")
  return refused !== undefined && "code" in refused ? refused.code : null
}
