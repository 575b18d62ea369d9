export { type AdminClient, createAdminClient, type ExportedModel } from "./client.ts"
export { askInvitation, relayInfo } from "./open.ts"
