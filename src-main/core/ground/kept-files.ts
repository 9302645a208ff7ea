/** A file of the owner of a home, which can be removed under it. */
export interface KeptFile {
  /** Puts it back, as it would be by now, where it is gone; answers whether it had to. Throws when that fails. */
  restore(): boolean
}

/** What the owner of a home puts back at each beat. */
export class KeptFiles {
  readonly #files: KeptFile[] = []

  add<File extends KeptFile>(file: File): File {
    this.#files.push(file)
    return file
  }

  /** Whether anything had to be put back. One that cannot be is told of, and keeps none of the others from it. */
  restore(): { readonly restored: boolean; readonly faults: readonly unknown[] } {
    const faults: unknown[] = []
    let restored = false
    for (const file of this.#files) {
      try {
        restored = file.restore() || restored
      } catch (fault) {
        faults.push(fault)
      }
    }
    return { restored, faults }
  }
}
