# gateway: the only place that knows the order of the steps
src_libpostern_a_SOURCES += \
  src/gateway/accept.c \
  src/gateway/gather.c src/gateway/gather.h \
  src/gateway/attach.c src/gateway/attach.h \
  src/gateway/gateway.c src/gateway/gateway.h \
  src/gateway/committer.c src/gateway/committer.h \
  src/gateway/drain.c src/gateway/drain.h \
  src/gateway/engine.c src/gateway/engine.h \
  src/gateway/intake.c src/gateway/intake.h \
  src/gateway/jobs.c src/gateway/jobs-pass.c src/gateway/jobs.h \
  src/gateway/keys.c src/gateway/keys.h \
  src/gateway/lmtp.c src/gateway/lmtp.h src/gateway/lmtp-data.c src/gateway/lmtp-data.h \
  src/gateway/lmtp-socket.c src/gateway/lmtp-socket.h src/gateway/lmtp-path.c src/gateway/lmtp-path.h \
  src/gateway/lmtp-session.c src/gateway/lmtp-session.h src/gateway/lmtp-session-part.h \
  src/gateway/lmtp-session-reply.c src/gateway/lmtp-session-verbs.c \
  src/gateway/loop.c src/gateway/loop.h \
  src/gateway/notify.c src/gateway/notify.h \
  src/gateway/outbox.c src/gateway/outbox.h \
  src/gateway/reload.c src/gateway/reload.h \
  src/gateway/remove-behind.c src/gateway/remove-behind.h \
  src/gateway/release.c src/gateway/release-ask.c src/gateway/release.h \
  src/gateway/run.c src/gateway/run.h \
  src/gateway/sender-lock.c src/gateway/sender-lock.h \
  src/gateway/senders.c src/gateway/senders.h \
  src/gateway/sending.c src/gateway/sending.h \
  src/gateway/serve.c src/gateway/serve.h \
  src/gateway/signals.c src/gateway/signals.h \
  src/gateway/delivery.c src/gateway/delivery.h \
  src/gateway/tell-ceiling.c src/gateway/tell-ceiling.h \
  src/gateway/tell-held.c src/gateway/tell-held.h \
  src/gateway/timers.c src/gateway/timers.h \
  src/gateway/wake.c src/gateway/wake.h
src_libpostern_a_SOURCES += src/gateway/spool.c src/gateway/spool-mark.c src/gateway/spool-parse.c src/gateway/spool.h

src_libpostern_a_SOURCES += \
  src/gateway/compose.c src/gateway/compose.h \
  src/gateway/compose-check.c src/gateway/compose-check.h \
  src/gateway/compose-held.c src/gateway/compose-held.h \
  src/gateway/compose-thread.c src/gateway/compose-thread.h \
  src/gateway/compose-ways.c src/gateway/compose-ways.h
src_libpostern_a_SOURCES += \
  src/gateway/worker.c src/gateway/worker.h \
  src/gateway/worker-child.c src/gateway/worker-child.h \
  src/gateway/worker-confine.c src/gateway/worker-confine.h \
  src/gateway/worker-frame.c src/gateway/worker-frame.h src/gateway/worker-read.c \
  src/gateway/worker-slot.c src/gateway/worker-slot.h
