/**
 * The reason of a signal by which a person takes a run back: whatever it said counts for nothing. Signals that abort for any
 * other reason, as when the supervisor stops, end a run without anybody wanting its work undone.
 */
export class Canceled extends Error {
  override readonly name = 'Canceled'
}
