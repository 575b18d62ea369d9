/** The browser keeps nothing for this page, and so no study key: no secure study can be made here. */
export class UnkeptKey extends Error {
  override name = "UnkeptKey"
}
