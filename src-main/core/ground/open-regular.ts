import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { faultCode } from './fault-code'

/** Not blocking, so that a pipe put in a file's place cannot hold a thread for ever; never through a link. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW

/** Files up to this many bytes are read at once: handing four short calls to another thread takes ten times as long. */
const shortBytes = 64 * 1024

const readPart = promisify(read)

export interface OpenedFile extends Disposable {
  readonly bytes: number
  /** The first `bytes` bytes, or fewer where the file ends before. */
  read(bytes: number): Promise<Buffer>
}

/** Opens a file for reading, or answers null for anything but a regular file. Throws when it is gone or cannot be read. */
export async function openRegular(path: string): Promise<OpenedFile | null> {
  let file: number
  try {
    file = openSync(path, flags)
  } catch (error) {
    const code = faultCode(error)
    // A link, a socket, a device without a driver.
    if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO' || code === 'ENODEV' || code === 'EISDIR') return null
    throw error
  }
  try {
    const stat = fstatSync(file)
    if (stat.isFile()) return opened(file, stat.size)
  } catch (error) {
    closeSync(file)
    throw error
  }
  closeSync(file)
  return null
}

function opened(file: number, bytes: number): OpenedFile {
  return {
    bytes,
    async read(most) {
      const buffer = Buffer.allocUnsafe(Math.min(most, bytes))
      let filled = 0
      while (filled < buffer.length) {
        const bytesRead =
          buffer.length <= shortBytes
            ? readSync(file, buffer, filled, buffer.length - filled, filled)
            : (await readPart(file, buffer, filled, buffer.length - filled, filled)).bytesRead
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}
