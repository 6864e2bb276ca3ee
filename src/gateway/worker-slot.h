/* The inside of PtWorkers: a slot for each worker.  Only worker.c and worker-slot.c include it. */
#ifndef PT_GATEWAY_WORKER_SLOT_H
#define PT_GATEWAY_WORKER_SLOT_H

#include "gateway/worker-child.h"
#include "gateway/worker-frame.h"

/* A message that somebody waits for. */
typedef struct {
  GBytes  *raw;
  GBytes  *envelope;
  PtWorkerFunc func;
  gpointer mark;
  gpointer data;
  guint    tries;
} PtTask;

/* TRYING: there is a worker, and nobody knows yet whether it can read. */
typedef enum { PT_SLOT_STARTING, PT_SLOT_TRYING, PT_SLOT_READY } PtSlotState;

typedef struct {
  PtWorkers   *workers;
  guint        index;
  PtSlotState  state;
  int          socket;
  guint        source; /* watches SOCKET */
  guint        timer;  /* the next attempt to start a worker */
  GSource     *stall;  /* rings when the worker may have taken too long for an answer */
  gboolean     watched; /* the bell will ring */
  gint64       due;    /* monotonic time at which it has taken too long; 0 = no answer is waited for */
  GQueue       given;  /* PtTask * that the worker has, in order */
  gsize        given_bytes;
  PtTask      *suspect; /* read once more, alone, by the next worker that can read */
  PtFrameInbox inbox;
  const char  *fault;  /* what we ended the worker for; NULL if it ended by itself */
  guint        pause;  /* milliseconds until the next worker is started after one that could not read; 0 = they can */
} PtSlot;

struct PtWorkers {
  PtWorkerOptions options;
  pid_t           helper;
  int             control;
  guint           source; /* watches CONTROL; 0 once the helper is lost */
  guint           timer;  /* the next attempt to give what waits */
  gboolean        confined;
  PtSlot         *slots;
  GQueue          queue; /* PtTask * */
  gsize           queued_bytes;
  guint           pending;
};

void pt_task_free (PtTask *task);

void pt_slot_init (PtSlot *slot, PtWorkers *workers, guint index);
void pt_slot_clear (PtSlot *slot);

/* Asks the helper for a worker. */
void pt_slot_start (PtSlot *slot);

/* Ends the worker, for FAULT unless it has ended by itself (NULL), and asks for another. */
void pt_slot_replace (PtSlot *slot, const char *fault);

/* The helper has started a worker, or could not; and this is how the one before it ended. */
void pt_slot_hear (PtWorkers *workers, const PtWorkerReply *reply);

/* Gives what waits to the workers that can take it. */
void pt_slots_give (PtWorkers *workers);

#endif
