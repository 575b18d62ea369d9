/*
 * A network computed on shares by two parties, with masks from a dealer; free of I/O. How a session runs:
 *
 * 1. Everybody plans: `planInference(design)` gives the same `Plan`, or refuses. `batchCost` and `weightBytes` say before
 *    the start what it costs.
 * 2. Everybody learns `sessionIdOf` the three nonces; the dealer makes one `newSeed` for each party and sends it sealed.
 * 3. The model owner encodes (`encodeWeights`) and is party 1, a `Party` as party 0 is: its `weightFrame()` goes to party 0,
 *    into `readWeights(frame)`. Once in a session.
 * 4. For each batch, numbered from 1: `dealer.batch(i, rows)` gives the corrections, for party 1 alone.
 *    `party.prepare(i, rows, corrections)` (party 0 passes none) does all work that needs no input.
 * 5. The client encodes (`encodeInputs`, `encodeLabels` for a score) and shares: it may hold all rows itself (`shareOfOwner`),
 *    or hand out `shareWords`. `prepared.begin(input, labels)` gives a `RunningBatch`: `start()` gives the first frame, if
 *    this party has something to say, and each `take(frame of the other party)` the next one, until there is an output.
 *    Several batches may be on their way.
 * 6. The output is a share for the client (`openLabels`, `openScores`), or a tally: `party.count(i, tally)` after every batch,
 *    and at the end `party.score(copies)`. Party 1's share travels covered (`coverScore`); the client, party 0, opens it
 *    with its own (`openScore`).
 *
 * A refusal ends the session: its material is burned. Frames are public to whoever reads them *and* knows the masks, so
 * they travel sealed between the parties.
 */
export { type Encoded, encodeInputs, encodeLabels, encodeWeights } from "./client/encode.ts"
export { openLabels, openScores } from "./client/open.ts"
export { Dealer, type DealerSetup, type DealtBatch } from "./dealer/dealer.ts"
export type { BatchOutput } from "./output/batch-output.ts"
export {
  type CopiedRow,
  coverScore,
  type OpenedScore,
  openScore,
  type ScoreShare,
} from "./output/score.ts"
export type { Tally } from "./output/tally.ts"
export { FRAME_HEADER_BYTES } from "./party/frame.ts"
export { Party, type PartySetup } from "./party/party.ts"
export type { Begun, PreparedBatch } from "./party/prepared-batch.ts"
export type { RunningBatch, Stepped } from "./party/running-batch.ts"
export { labelsOf, type PlainResult, runPlain, type Threshold } from "./plaintext/twin.ts"
export { batchCost, weightBytes } from "./plan/cost.ts"
export {
  type InferenceDesign,
  type InferenceOutput,
  type Plan,
  type Planned,
  planInference,
} from "./plan/plan.ts"
export { type Turns, turnsOf } from "./plan/turns.ts"
export { newSeed, sessionIdOf } from "./preprocessing/seed.ts"
export type { Cost, Opened, Round } from "./sharing/cost.ts"
export type { Words } from "./sharing/ring.ts"
export { type Role, type SharePair, shareBits, shareOfOwner, shareWords } from "./sharing/shares.ts"
