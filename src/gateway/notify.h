/* The service manager's socket: one plain datagram a word (sd_notify(3)), so that no library is needed for it. */
#ifndef PT_GATEWAY_NOTIFY_H
#define PT_GATEWAY_NOTIFY_H

/* Sends STATE, such as "READY=1", to NOTIFY_SOCKET; nothing if that is not set. */
void pt_notify_manager (const char *state);

#endif
