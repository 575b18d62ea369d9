import { expose } from "comlink"
import { openTroupe } from "./simulated/troupe.ts"

/* Real participants with real sockets, as many as a newcomer wants to see play, in one thread of their own. */
expose(openTroupe())
