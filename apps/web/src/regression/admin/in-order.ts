import type { RegressionView } from "@tutti/protocol"

/** As the closed list numbers them; who is not on it comes last. */
export const inOrder = (owners: RegressionView["owners"]): RegressionView["owners"] =>
  owners.toSorted((one, other) => (one.index ?? owners.length) - (other.index ?? owners.length))
