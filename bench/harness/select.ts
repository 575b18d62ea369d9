/**
 * The measurements that a name on the command line means: one figure, or all of a block.
 * @param name "block/figure" or "block".
 */
export function selectNames(all: readonly string[], name: string): string[] {
  return all.filter((known) => known === name || known.startsWith(`${name}/`))
}
