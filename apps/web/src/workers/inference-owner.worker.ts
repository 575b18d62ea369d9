import { expose } from "comlink"
import { ownerArchive } from "./inference/owner-archive.ts"
import { openOwnerDesk } from "./inference/owner-desk.ts"

/* The model owner's own thread: weights, socket and ring arithmetic; the page only draws. */
expose(openOwnerDesk(location.origin, ownerArchive()))
