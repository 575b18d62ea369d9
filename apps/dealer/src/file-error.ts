/** Why a dealer does not start with these files; expected, so it has a name of its own. */
export class DealerFileError extends Error {
  constructor(message: string) {
    super(message)
    this.name = "DealerFileError"
  }
}
