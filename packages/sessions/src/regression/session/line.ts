import type { PartyMessage, PartyRelayMessage } from "@tutti/protocol"
import { type LineEvent as EventOf, Line as LineOf, type LinePorts as PortsOf } from "../../driving/line.ts"

/* The line of a party or of the dealer; see driving/line.ts. */

export type LinePorts = PortsOf<PartyMessage, PartyRelayMessage>
export type LineEvent = EventOf<PartyRelayMessage>
export class Line extends LineOf<PartyMessage, PartyRelayMessage> {}
