import { expose } from "comlink"
import { dealerArchive } from "./dealer/archive.ts"
import { openDealerDesk } from "./dealer/desk.ts"
import { regressionArchive } from "./regression/archive.ts"

/* The dealer's own thread: socket, protocol and field arithmetic; the page only draws. */
expose(openDealerDesk(location.origin, dealerArchive(), regressionArchive()))
