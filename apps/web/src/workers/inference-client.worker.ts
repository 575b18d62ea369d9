import { expose } from "comlink"
import { openClientDesk } from "./inference/client-desk.ts"

/* The client's own thread: images, socket and ring arithmetic; the page only draws. */
expose(openClientDesk())
