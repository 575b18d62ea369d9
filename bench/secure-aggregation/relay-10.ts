import { relayMeasurement } from "./relay.ts"

export const measurement = relayMeasurement(10, 15, 62.2)
