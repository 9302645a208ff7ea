/** A file that the bundler puts into the program, as a `data:` address. */
declare module '*?url&inline' {
  const url: string
  // biome-ignore lint/style/noDefaultExport: this is what the bundler gives
  export default url
}
