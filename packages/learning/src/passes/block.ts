/**
 * Vectors are summed up block by block, and a block's squares in four sums: what fits a processor's cache, and what its
 * lanes add. Both engines keep to it, so that they round alike.
 */
export const BLOCK = 16_384
