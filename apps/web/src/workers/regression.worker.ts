import { expose } from "comlink"
import { regressionArchive } from "./regression/archive.ts"
import { openRegressionDesk } from "./regression/desk.ts"

/* The regression owner's own thread: socket, protocol, field arithmetic and CSV reading; the page only draws. */
expose(openRegressionDesk(regressionArchive()))
