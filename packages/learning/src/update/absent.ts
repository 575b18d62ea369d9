/** An entry that is not there counts as NaN, which no check lets pass. */
export const ABSENT = Number.NaN
