# postern serve and postern run among faults
TESTS += tests/cli/serve-faults.py tests/cli/serve-settle.py tests/cli/serve-jobs.py tests/cli/serve-reload.py \
  tests/cli/lmtp.py
LONG_TESTS += tests/cli/serve-faults.py tests/cli/lmtp.py
EXTRA_DIST += tests/cli/serve-faults.py tests/cli/serve-settle.py tests/cli/serve-jobs.py tests/cli/serve-reload.py \
  tests/cli/lmtp.py
tests/cli/serve-faults.log tests/cli/serve-settle.log tests/cli/serve-jobs.log tests/cli/serve-reload.log \
  tests/cli/lmtp.log: \
  postern$(EXEEXT) postern-deliver$(EXEEXT)
