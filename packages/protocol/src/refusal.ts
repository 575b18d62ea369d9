import * as z from "zod"

/**
 * The closed list of refusals. A code is stable: screens, logs, the CLI and tests branch on it and never on a
 * sentence. Each entry answers what a person asks: what happened, on whose side, is my data safe, what next.
 */
export const REFUSALS = {
  E_MALFORMED: {
    side: "sender",
    what: "The message does not have the form that the protocol gives it.",
    next: "Reload the page; if it happens again, the relay and the page are of different versions.",
  },
  E_VERSION: {
    side: "sender",
    what: "This participant speaks another version of the protocol than the relay.",
    next: "Reload the page to get the version that the relay serves.",
  },
  E_FRAME_TOO_BIG: {
    side: "sender",
    what: "A frame was larger than the relay accepts.",
    next: "Use a smaller model; the limits are listed in docs/protocol.md.",
  },
  E_RATE: {
    side: "sender",
    what: "Too many frames in too short a time.",
    next: "Wait a few seconds and try again.",
  },
  E_QUEUE_FULL: {
    side: "relay",
    what: "The relay has too much waiting for this connection.",
    next: "Check the connection's speed; the participant reconnects by itself.",
  },
  E_TRANSFER: {
    side: "sender",
    what: "A payload arrived incomplete, out of order or twice.",
    next: "It is sent again by itself; if not, reload the page.",
  },
  E_NOT_IDENTIFIED: {
    side: "sender",
    what: "The connection has not said who it is.",
    next: "Open the invite link again.",
  },
  E_IDENTITY: {
    side: "sender",
    what: "The signature does not fit the identity key.",
    next: "Reload the page.",
  },
  E_TOKEN: {
    side: "sender",
    what: "The token is wrong.",
    next: "Copy the link again, with everything after the #.",
  },
  E_INVITE_UNKNOWN: {
    side: "sender",
    what: "There is no such invite.",
    next: "Ask the admin for a new link.",
  },
  E_INVITE_EXPIRED: {
    side: "sender",
    what: "The invite has expired.",
    next: "Ask the admin for a new link.",
  },
  E_INVITE_USED: {
    side: "sender",
    what: "The invite has been used as often as it allows.",
    next: "Ask the admin for a new link.",
  },
  E_INVITE_REVOKED: {
    side: "sender",
    what: "The admin has revoked this invite.",
    next: "Ask the admin for a new link.",
  },
  E_FORBIDDEN: {
    side: "sender",
    what: "This role may not do that.",
    next: "Use the admin link that the relay printed when it started.",
  },
  E_STUDY_UNKNOWN: {
    side: "sender",
    what: "There is no such study.",
    next: "Go back to the list of studies.",
  },
  E_STUDY_CLOSED: {
    side: "relay",
    what: "The study has ended.",
    next: "The result stays available to those who took part.",
  },
  E_STUDY_FULL: { side: "relay", what: "The study has as many owners as it allows.", next: "Ask the admin." },
  E_STUDY_CHANGED: {
    side: "relay",
    what: "The study changed since the owner agreed to it.",
    next: "Read what changed and decide again.",
  },
  E_MODE_UNAVAILABLE: {
    side: "relay",
    what: "This relay does not offer that mode.",
    next: "Choose a mode that the relay lists.",
  },
  E_TOO_FEW_OWNERS: {
    side: "relay",
    what: "Fewer owners are ready than the study asks for.",
    next: "Invite more owners or wait for those who are not ready.",
  },
  E_WRONG_STATE: {
    side: "sender",
    what: "That is not possible in the study's present state.",
    next: "Look at the study's state and try what it offers.",
  },
  E_NOT_READY: {
    side: "sender",
    what: "This owner has not agreed to take part.",
    next: "Finish the steps on the page.",
  },
  E_NOT_IN_COHORT: {
    side: "sender",
    what: "This owner is not in the round's cohort.",
    next: "It takes part from the next round on.",
  },
  E_LATE: {
    side: "sender",
    what: "The round has closed before this arrived.",
    next: "It takes part again in the next round.",
  },
  E_DUPLICATE: { side: "sender", what: "This was sent already and counted once.", next: "Nothing to do." },
  E_NOT_FINITE: {
    side: "sender",
    what: "The update holds values that are not numbers.",
    next: "Check the columns for extreme values; lower the learning rate.",
  },
  E_SHAPE: {
    side: "sender",
    what: "The update does not have the model's number of weights.",
    next: "Reload the page to load the study's model.",
  },
  E_NORM: {
    side: "sender",
    what: "The update is far larger than the study allows.",
    next: "Check the columns' units; lower the learning rate.",
  },
  E_EXAMPLES: {
    side: "sender",
    what: "The number of rows does not fit what this owner declared.",
    next: "Choose the file again.",
  },
  E_STATISTICS: {
    side: "sender",
    what: "The column statistics do not fit the study's columns.",
    next: "Choose the file again and check the columns.",
  },
  E_TRAINING: {
    side: "sender",
    what: "This owner's machine could not train the model.",
    next: "Reload the page; if it happens again, try another browser or device.",
  },
  E_REPLACED: {
    side: "sender",
    what: "The same owner has connected from another tab.",
    next: "Go on in that tab, or close it and reload this one.",
  },
  E_NO_RESULT: {
    side: "relay",
    what: "There is no finished round yet.",
    next: "Wait for the first round to close.",
  },
  E_RG_DESIGN: {
    side: "sender",
    what: "The regression cannot be computed as it is declared.",
    next: "Check the number of features, the bound on the rows, the weights and the ridge penalty.",
  },
  E_RG_COLUMN: {
    side: "sender",
    what: "A column's declaration is impossible, or its name is used twice.",
    next: "Check the column's digits or scale, its bound and its name.",
  },
  E_RG_CAPACITY: {
    side: "sender",
    what: "The sums of this column could outgrow the numbers that carry them.",
    next: "Declare a tighter bound, fewer digits or fewer rows.",
  },
  E_RG_NOT_A_NUMBER: {
    side: "sender",
    what: "A cell is not a number.",
    next: "Correct the cell or leave the row out.",
  },
  E_RG_RANGE: {
    side: "sender",
    what: "A cell is outside the range that the study declares for its column.",
    next: "Check the column's unit; ask the admin for a wider range if the value is right.",
  },
  E_RG_DIGITS: {
    side: "sender",
    what: "A cell has more digits after the point than the study declares for its column.",
    next: "Round the column, or ask the admin to declare more digits.",
  },
  E_RG_ROWS: {
    side: "sender",
    what: "There are not more rows than coefficients, or more rows than the study allows.",
    next: "Regress on fewer columns, or invite more owners.",
  },
  E_RG_CONSTANT: {
    side: "sender",
    what: "A column has the same value in every row.",
    next: "Leave the column out.",
  },
  E_RG_COLLINEAR: {
    side: "sender",
    what: "A column depends on the columns before it, so that its coefficient has no one value.",
    next: "Leave the column out.",
  },
  E_RG_MOMENTS: {
    side: "sender",
    what: "The sums are not those of any rows: at least one owner's contribution is wrong.",
    next: "Ask every owner to choose the file again and start anew.",
  },
  E_RG_DETERMINED: {
    side: "sender",
    what: "A correct table of so few and so coarse columns determines the pooled sums behind it.",
    next: "Open the sums knowingly, or regress on finer columns.",
  },
  E_RG_PRECISION: {
    side: "sender",
    what: "The solve on shares did not leave enough precision; no coefficient has been opened.",
    next: "Try once more with fresh material; if it happens again, the columns are nearly dependent.",
  },
  E_RG_FRAME: {
    side: "sender",
    what: "A party's frame does not have the form that the solve gives it.",
    next: "Start anew with fresh material; reload the page of the party that is named.",
  },
  E_RG_SHARE: {
    side: "sender",
    what: "A party's shares have been changed: their tags do not fit.",
    next: "The run has ended and nothing more is opened; start anew without the party that is named.",
  },
  E_RG_TRANSCRIPT: {
    side: "sender",
    what: "The parties did not all receive the same frames.",
    next: "The run has ended and nothing more is opened; start anew with fresh material.",
  },
  E_RG_KEYS: {
    side: "relay",
    what: "A key of this run is not signed by the party or dealer that the study names.",
    next: "Nothing was opened. Compare the safety number with the admin; the relay may be at fault.",
  },
  E_RG_SEAL: {
    side: "sender",
    what: "What one party sealed for another was changed on its way, or is of another run.",
    next: "The run has ended and nothing more is opened; start anew with fresh material.",
  },
  E_RG_MATERIAL: {
    side: "sender",
    what: "The dealer's material does not open, is not of this design, or holds products that are wrong.",
    next: "No coefficient was opened. Start anew; if it happens again, check the dealer's version, or take another dealer.",
  },
  E_RG_DEALER: {
    side: "relay",
    what: "The dealer is not connected, and no coefficients can be opened without it.",
    next: "Start the dealer, then start the run.",
  },
  E_RG_BURNED: {
    side: "relay",
    what: "The dealer was asked for material twice for one run.",
    next: "Nothing was dealt. Start another run; tell the operator: the relay may be at fault.",
  },
  E_RG_REPLAY: {
    side: "relay",
    what: "The relay offered a run again that is over, or a message came out of turn.",
    next: "This party left the run and opened nothing more. Tell the admin: the relay may be at fault.",
  },
  E_RG_BUDGET: {
    side: "sender",
    what: "This owner's data has entered as many runs as the study allows.",
    next: "It enters no further run of this study.",
  },
  E_RG_DONE: {
    side: "sender",
    what: "A run over this owner's data has finished; another one would open more than its table.",
    next: "Use the result that is there.",
  },
  E_RG_REPORT: {
    side: "sender",
    what: "A party's report does not open, is not signed by it, or does not hold what this design opens.",
    next: "Do not use the table; ask the owners what their pages show.",
  },
  E_NOT_FROZEN: {
    side: "sender",
    what: "The owners of this secure study have not been fixed yet.",
    next: "Freeze the roster when everybody has enrolled, then start.",
  },
  E_ROSTER: {
    side: "sender",
    what: "The roster is not the one of the owners who have enrolled, or its signature does not fit.",
    next: "Reload the page and freeze the roster again, in the browser that made the study.",
  },
  E_ROSTER_CLOSED: {
    side: "relay",
    what: "The owners of this secure study are fixed, and this one is not among them.",
    next: "Ask the admin for a new study; nobody can be added to this one.",
  },
  E_POLICY: {
    side: "sender",
    what: "The study's rules for sums are missing, unsigned or weaker than the protocol allows.",
    next: "Make the study again on this page; check the smallest number of owners.",
  },
  E_SA_OUT_OF_TURN: {
    side: "sender",
    what: "A step of the sum came that is not the next one.",
    next: "This owner is out of the sum; it takes part again in the next one.",
  },
  E_SA_MALFORMED: {
    side: "sender",
    what: "A step of the sum does not have the form that the protocol gives it.",
    next: "Reload the page; if it happens again, the relay and the page are of different versions.",
  },
  E_SA_DUPLICATE: {
    side: "sender",
    what: "This step of the sum was sent already and counted once.",
    next: "Nothing to do.",
  },
  E_SA_SIGNATURE: {
    side: "sender",
    what: "A step of the sum is not signed by whom it should be.",
    next: "Compare the safety number with the admin; do not go on if it differs.",
  },
  E_SA_POLICY: {
    side: "relay",
    what: "The relay asked for a sum under other rules than the ones that this owner agreed to.",
    next: "Nothing was sent. Tell the admin: the relay may be at fault.",
  },
  E_SA_REPLAY: {
    side: "relay",
    what: "The relay asked for a sum again, or told another history than before.",
    next: "Nothing was sent. Tell the admin: the relay may be at fault.",
  },
  E_SA_MODEL: {
    side: "relay",
    what: "The relay asked for a sum over another model than the one that this owner holds.",
    next: "Nothing was sent. Tell the admin: the relay may be at fault.",
  },
  E_SA_ROSTER: {
    side: "relay",
    what: "The owners of this sum are not those that the study key has signed.",
    next: "Nothing was sent. Compare the safety number with the admin.",
  },
  E_SA_TOO_FEW: {
    side: "relay",
    what: "Fewer owners than the study's rules ask for: a sum of so few could betray one of them.",
    next: "Nothing was opened. The next round is tried when more owners are there.",
  },
  E_SA_SURVIVORS: {
    side: "relay",
    what: "The relay counts other owners in the sum than those that sent their part.",
    next: "This owner opens nothing. Tell the admin: the relay may be at fault.",
  },
  E_SA_QUORUM: {
    side: "relay",
    what: "Too few owners have confirmed whose parts are in the sum.",
    next: "This owner opens nothing; the next round is tried by itself.",
  },
  E_SA_BUDGET: {
    side: "sender",
    what: "This owner has sent as many masked vectors for its data as the study allows.",
    next: "It takes no part in further sums of this study.",
  },
  E_SA_CAPACITY: {
    side: "sender",
    what: "A number is too large for the lanes that carry the sum.",
    next: "Check the columns for extreme values.",
  },
  E_IN_MODEL: {
    side: "sender",
    what: "The files are not a layers model of TensorFlow.js with all its weights in float32.",
    next: "Save the model again with model.save, and choose model.json and its weight files together.",
  },
  E_IN_LAYER: {
    side: "sender",
    what: "The model has a layer that cannot be computed on shares.",
    next: "Use dense, square convolutions, pools and relu, and a dense layer at the end.",
  },
  E_IN_NOT_A_NUMBER: {
    side: "sender",
    what: "A weight or a pixel is not a number.",
    next: "Train the model again with a lower learning rate, or correct the image.",
  },
  E_IN_PLAN: {
    side: "sender",
    what: "This network, fixed point or output cannot be computed on shares.",
    next: "Choose a network of dense, convolution, pooling and ReLU layers that ends in at least two scores.",
  },
  E_IN_BATCH: {
    side: "sender",
    what: "One batch of this network is more than a line takes at once.",
    next: "Compute fewer rows in a batch.",
  },
  E_IN_RANGE: {
    side: "sender",
    what: "A weight, an input or a value between two layers is too large for the fixed point of this run.",
    next: "Choose fewer fraction bits, or scale the inputs.",
  },
  E_IN_SHAPE: {
    side: "sender",
    what: "Weights, inputs or labels do not have the shape that the network gives them.",
    next: "Check that images and network belong together.",
  },
  E_IN_FRAME: {
    side: "sender",
    what: "The other party's frame is not the one of this batch and round.",
    next: "The run has ended and nothing more is opened; start anew with fresh material.",
  },
  E_IN_MATERIAL: {
    side: "sender",
    what: "The dealer's material is of another form than this batch needs, or has been used.",
    next: "The run has ended and nothing more is opened; start anew with fresh material.",
  },
  E_IN_LABEL: {
    side: "sender",
    what: "What the parties opened names no class: a share has been changed.",
    next: "Discard the result and start anew with fresh material.",
  },
  E_IN_SCORE: {
    side: "sender",
    what: "The shares of the score do not fit their tag: one of them has been changed.",
    next: "Discard the result; start anew without the party that is named.",
  },
  E_IN_ROWS: {
    side: "sender",
    what: "The score would be over fewer rows than its rules ask for, or has been opened already.",
    next: "Score more rows at once: two scores of nearly the same rows betray a label.",
  },
  E_IN_KEYS: {
    side: "relay",
    what: "A key of this run is not signed by the client, model owner or dealer that the signed terms name.",
    next: "Nothing was opened. Compare the safety words with the other side; the relay may be at fault.",
  },
  E_IN_SEAL: {
    side: "relay",
    what: "A sealed letter was changed, repeated, left out or put in another order on its way.",
    next: "The run has ended and nothing more is opened; start anew with fresh material.",
  },
  E_IN_REPLAY: {
    side: "relay",
    what: "The relay offered a run again that is over, or a message came out of turn.",
    next: "Nothing was opened. Start anew with fresh material; the relay may be at fault.",
  },
  E_IN_TRANSCRIPT: {
    side: "sender",
    what: "Client and model owner did not both see the same letters.",
    next: "Discard the result and start anew with fresh material.",
  },
  E_IN_CANARY: {
    side: "sender",
    what: "Two copies of one image fared differently: somebody has changed what was computed, or the image stands so close between two labels that rounding decides.",
    next: "Discard what this run has told and ask again; if it happens again, do not trust the other side.",
  },
  E_IN_LETTER: {
    side: "sender",
    what: "A letter does not have the form that the protocol gives it.",
    next: "Reload the page; if it happens again, the three run different versions.",
  },
  E_IN_ABSENT: {
    side: "relay",
    what: "The model owner or the dealer is not connected.",
    next: "Ask the model owner to keep its page open and to start the dealer, then try again.",
  },
  E_IN_BUDGET: {
    side: "sender",
    what: "This run has as many images as the model owner allows.",
    next: "Ask the model owner for more.",
  },
  E_RECORD: {
    side: "sender",
    what: "This owner's machine could not write down what it was about to send, so it did not send it.",
    next: "Free some space or leave private browsing, then reload the page.",
  },
  E_INTERNAL: {
    side: "relay",
    what: "The relay met a fault of its own.",
    next: "The study goes on from its last finished round; tell the operator.",
  },
} as const satisfies Record<string, { side: "sender" | "relay"; what: string; next: string }>

export type RefusalCode = keyof typeof REFUSALS
export const RefusalCode = z.enum(Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]])

/** Why a round ended without a new model. */
export const AbandonReason = z.enum([
  "deadline",
  "too-few-survivors",
  "stopped",
  "relay-restarted",
  "diverged",
  "too-few-shares",
  "bad-shares",
])
export type AbandonReason = z.infer<typeof AbandonReason>
