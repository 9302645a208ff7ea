/** The lane of messages; no queue of a runbook may have its name. */
export const messageLane = 'queue'
/** What agents are sent now and then where a heartbeat is wanted. */
export const heartbeatMessage = { channel: 'heartbeat', sender: 'lanekeeper', message: 'Heartbeat' }
