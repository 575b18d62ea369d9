import { channelContract } from "../channel.contract.ts"
import { memoryLine } from "./memory-line.ts"

channelContract("memory", async (limits) => {
  const line = memoryLine({ limits })
  return {
    owner: line.owner,
    relay: () => line.relay,
    lose: async () => line.lose("lost"),
    restore: async () => line.restore(),
    frame: (event, ...args) => new Promise((resolve) => line.relay.receive(event, [...args, resolve])),
    dispose: async () => line.owner.close(),
  }
})
