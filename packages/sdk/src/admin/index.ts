export { type AdminClient, createAdminClient, type ExportedModel } from "./client.ts"
export type { EnrolledOwner, SignedRoster } from "./freeze.ts"
export { askInvitation, invitedTo, relayInfo } from "./open.ts"
export { generateStudyKey, readStudyKey, type StudyKey } from "./study-key.ts"
