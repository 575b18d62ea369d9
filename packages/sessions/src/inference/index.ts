export { copiesIn } from "./canaries.ts"
export { type Classified, type ClientOptions, type Finished, InferenceClient } from "./client.ts"
export { InferenceDealer, type InferenceDealerView } from "./dealer.ts"
export { inferenceId } from "./declaration.ts"
export type { MemberOptions, MemberPorts, PassedLetter } from "./member/member.ts"
export type { EndedInference, MemberView } from "./member/view.ts"
export { mostOrdered } from "./orders.ts"
export { InferenceOwner, type OwnerView } from "./owner.ts"
export type { ClientProgress } from "./roles/client-run.ts"
export {
  newRoom,
  type Room,
  type RoomEffect,
  type RoomEvent,
  type RoomMessage,
  roomStep,
} from "./room/room.ts"
export type { LetterBody } from "./sealing/letters.ts"
export { checkInference, hashInference, signedInference, type Terms } from "./terms.ts"
