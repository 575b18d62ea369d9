import { createContext, useContext } from "react"
import { useStore } from "zustand"
import type { OwnerState, OwnerStore } from "./store.ts"

export const OwnerContext = createContext<OwnerStore | null>(null)

/** One selected piece of the owner's state; a screen redraws only when that piece changes. */
export function useOwner<Piece>(select: (state: OwnerState) => Piece): Piece {
  const store = useContext(OwnerContext)
  if (store === null) throw new Error("useOwner stands outside an OwnerContext")
  return useStore(store, select)
}
