declare const __LANEKEEPER_VERSION__: string

/** The version in package.json, written into the bundle when it is built. */
export const version: string = __LANEKEEPER_VERSION__
