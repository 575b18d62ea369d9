import { useEffect, useState } from "react"
import { type Cockpit, type CockpitPorts, createCockpit } from "./cockpit/cockpit-store.ts"

/** A cockpit for as long as the component is on the screen. */
export function useCockpit(ports: Omit<CockpitPorts, "nowMs">): Cockpit["store"] {
  const [cockpit] = useState(() => createCockpit({ ...ports, nowMs: () => performance.now() }))
  useEffect(() => cockpit.listen(), [cockpit])
  return cockpit.store
}
