import type { HttpBindings } from "@hono/node-server"
import type { RefusalCode, StudyId } from "@tutti/protocol"

/** What a request carries from its door to its route. */
export type AppEnv = {
  Bindings: HttpBindings
  Variables: {
    /** Of an address with `/:study`. */
    study: StudyId
    /** The code that the answer refuses with. */
    refused?: RefusalCode
  }
}
