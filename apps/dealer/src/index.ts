export { type DealerFiles, type RunningDealer, startDealer } from "./dealer.ts"
export { DealerFileError } from "./file-error.ts"
export { eventSentence, PURPOSE } from "./sentences.ts"
