export { estimateInference, type InferenceEstimate } from "./estimate.ts"
export { type InferenceLink, inferenceLink, parseInferenceLink } from "./links.ts"
export { joinInference, type KeptRuns, type MemberMachine, serveModel } from "./members.ts"
export {
  type InferenceTerms,
  openInference,
  reopenInference,
  type SignedInference,
  withdrawInference,
} from "./open-inference.ts"
export { type PreparedModel, prepareModel } from "./prepare-model.ts"
export { type InferenceDealerEvent, serveInferenceDealer } from "./serve-dealer.ts"
