/** Bounds that both sides of the contract rely on. Sizes are bytes, times milliseconds. */
export const bounds = {
  /** Files in one drop; the panel splits larger drops into several calls. */
  dropFiles: 100,
  /** Text of all files of one drop call together. */
  dropBytes: 16 * 1024 * 1024,
  /** Rows in one window of a lane. */
  windowRows: 200,
  /** Payload or result text shown in the inspector; the rest stays in the file. */
  inspectorText: 256 * 1024,
  /** Items of one action. */
  actItems: 1000,
  /** A text that can be edited in the panel. */
  editText: 10 * 1024 * 1024,
  /** Rows of a recovery report on the board. */
  boardRecovery: 100,
  /** What runbooks wanted told, on the board, and the text of each. */
  boardTold: 20,
  toldText: 500,
  /** Text in one batch of a followed log. */
  logBatch: 64 * 1024,
  /** How far back a followed log begins. */
  logTail: 256 * 1024,
  /** A sentence about a state. */
  sentence: 2000,
  /** Text of one event of a run; longer text is cut. */
  eventText: 16 * 1024,
  /** Events of a run that are kept in its file; a last one then says that there is no room for more. */
  eventFile: 8 * 1024 * 1024,
  /** How far back followed events begin, in bytes of their file. */
  eventTail: 512 * 1024,
  /** The command of a process that was ended. */
  command: 200,
  /** Processes that a receipt names; the rest are counted. */
  endedProcesses: 100,
  boardActive: 200,
  boardActivity: 50,
  boardAttention: 100,
  boardDecisions: 100,
  /** Least time between two pushes of one stream. */
  pushMs: 50,
} as const
