import { type Network, type PlacedLayer, placeLayers } from "@tutti/protocol"

/** The layers of a network that was checked when it was made or read. @throws {RangeError} for any other. */
export function placedLayers(network: Network): readonly PlacedLayer[] {
  const placed = placeLayers(network)
  if (!placed.ok) throw new RangeError(`layer ${placed.layer} cannot stand where it does (${placed.problem})`)
  return placed.layers
}

/** The layers' kernels in order, as matrices; each is followed by its bias. */
export const kernelShapes = (layers: readonly PlacedLayer[]): { inputs: number; units: number }[] =>
  layers.flatMap(({ weights }) => (weights ? [{ inputs: weights.rows, units: weights.columns }] : []))
