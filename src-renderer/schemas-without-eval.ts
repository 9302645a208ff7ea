import { z } from 'zod'

// Compiling schemas needs `eval`, which the panel's policy forbids; zod would try, and the attempt would be reported.
// It decides when a schema is made, so this module comes before every other import of `main.tsx`.
z.config({ jitless: true })
