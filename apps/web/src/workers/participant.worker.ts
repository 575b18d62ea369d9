import { expose } from "comlink"
import { browserArchive } from "./participant/archive.ts"
import { openParticipantDesk } from "./participant/desk.ts"

/* The participant's own thread: socket, protocol, training and CSV reading live here, and the page only draws. */
expose(openParticipantDesk(browserArchive()))
