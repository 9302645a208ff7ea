/**
 * Has to be the first import of a process's entry: the pool that file operations share is made on first use and keeps its
 * size. Sixteen threads let many durable writes be under way at once; more were no faster.
 */
process.env.UV_THREADPOOL_SIZE ??= '16'
