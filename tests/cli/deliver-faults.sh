#!/bin/sh
# postern-deliver when things go wrong: whatever happens, the answer is 75 and no half file is in new/.
# POSTERN_LONG=1 takes 500 random kills instead of 20; POSTERN_SEED repeats a run.
. "${top_srcdir:-.}/tests/lib/deliver-tap.sh"
a=ann@example.com
s=support@example.org
seed=${POSTERN_SEED:-$(date +%s)}
trials=20
[ -z "${POSTERN_LONG:-}" ] || trials=500
head -c 200000 /dev/urandom >"$dir/mail"

refuses() {
  run --spool "$spool" -f $a -- $s <"$dir/mail"
  refused
}

# --- standard input

closed() {
  spool
  run --spool "$spool" -f $a -- $s <&-
  refused
}
folder() {
  spool
  run --spool "$spool" -f $a -- $s <"$dir"
  refused
}
write_only() {
  spool
  run --spool "$spool" -f $a -- $s 0>"$dir/sink"
  refused
}
fact "a closed standard input is refused" closed
fact "a folder as standard input is refused" folder
fact "a standard input that cannot be read is refused" write_only
silent() {
  spool
  status=0
  "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" >&- 2>&- || status=$?
  is "$status" 0 && is "$(tail -n +6 "$spool"/new/* | cksum)" "$(cksum <"$dir/mail")"
}
silent_refusal() {
  status=0
  "$deliver" --spool "$dir/absent" -f $a -- $s <"$dir/mail" >&- 2>&- || status=$?
  is "$status" 75
}
deaf() {
  status=0
  { "$deliver" --spool "$dir/absent" -f $a -- $s <"$dir/mail" 2>&1 || echo $? >"$dir/status"; } | :
  is "$(cat "$dir/status")" 75
}
fact "closed output does not harm the mail" silent
fact "trouble with closed output answers 75" silent_refusal
fact "trouble with nobody reading the output answers 75" deaf

# --- the spool

missing() {
  spool
  rm -rf "$spool${1:-}"
  refuses
}
file_instead() {
  spool
  rm -rf "$spool/$1"
  : >"$dir/file"
  ln -s "$dir/file" "$spool/$1"
  refuses && rm "$spool/$1"
}
file_as_spool() {
  spool
  rm -rf "$spool"
  : >"$dir/plain"
  run --spool "$dir/plain" -f $a -- $s <"$dir/mail"
  refused
}
fact "a missing spool is refused" missing
fact "a spool without tmp is refused" missing /tmp
fact "a spool without new is refused" missing /new
fact "a file in place of the spool is refused" file_as_spool
fact "a file in place of tmp is refused" file_instead tmp
fact "a file in place of new is refused" file_instead new
file_limit() {
  spool
  (ulimit -f 64; run --spool "$spool" -f $a -- $s <"$dir/mail"; refused)
}
no_descriptors() {
  spool
  status=0
  sh -c "ulimit -n $1"'; exec "$@"' sh "$deliver" --spool "$spool" -f $a -- $s \
    <"$dir/mail" >"$dir/out" 2>&1 || status=$?
  refused
}
fact "a limit on the size of files is a delay, not a death" file_limit
fact "too few file descriptors are a delay" no_descriptors 5

protected() {
  spool
  chmod a-w "$spool/$1"
  refuses
  result=$?
  chmod u+w "$spool/$1"
  return $result
}
if [ "$(id -u)" -ne 0 ]; then
  fact "a tmp without the right to write is refused" protected tmp
  fact "a new without the right to write is refused, and tmp is cleaned" protected new
else
  skip "a tmp without the right to write is refused" "root may write everywhere"
  skip "a new without the right to write is refused, and tmp is cleaned" "root may write everywhere"
fi

# small_disk: $spool on a file system of 128 KiB
small_disk() {
  spool
  mount -t tmpfs -o size=128k postern-test "$spool" 2>/dev/null || return 1
  mounted=$spool
  mkdir "$spool/tmp" "$spool/new"
}
again() {
  head -c 1000 "$dir/mail" >"$dir/short"
  run --spool "$spool" -f $a -- $s <"$dir/short"
  queued && rm "$spool"/new/*
}
full() {
  head -c 131072 /dev/zero >"$spool/filler" 2>/dev/null
  run --spool "$spool" -f $a -- $s <"$dir/short"
  rm "$spool/filler"
  refused
}
read_only() {
  mount -o remount,ro "$spool" && refuses
}
if [ "$(id -u)" -eq 0 ] && small_disk; then
  fact "a disk that fills up half-way is a delay, and the temporary file is removed" refuses
  fact "the same disk takes a mail that fits" again
  fact "a full disk is a delay" full
  fact "a read-only file system is a delay" read_only
  umount "$mounted" && mounted=
else
  for sentence in "a disk that fills up half-way is a delay, and the temporary file is removed" \
    "the same disk takes a mail that fits" "a full disk is a delay" "a read-only file system is a delay"; do
    skip "$sentence" "mounting needs root"
  done
fi

# --- signals

# half_way [PROGRAM...]: $pid is one that has a part of its mail; number 9 feeds it
half_way() {
  spool
  mkfifo "$dir/feed"
  "$@" "$deliver" --spool "$spool" -f $a -- $s <"$dir/feed" >"$dir/out" 2>&1 &
  pid=$!
  exec 9>"$dir/feed"
  rm "$dir/feed"
  head -c 1000 "$dir/mail" >&9
  tries=0
  while [ "$(files_in "$spool/tmp")" -eq 0 ] && [ $tries -lt 100 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
}
# on_signal NAME [PROGRAM...]: sent while the mail is still coming in
on_signal() {
  name=$1
  shift
  half_way "$@"
  kill -s "$name" $pid
  status=0
  wait $pid || status=$?
  exec 9>&-
  refused
}
for name in TERM INT HUP ALRM QUIT USR1 SEGV ABRT; do
  fact "SIG$name in the middle of a mail answers 75 and removes the file" on_signal $name
done
# rings: ends the program by other means if the alarm does not
rings() {
  (sleep 5; kill -s KILL "$(cat "$dir/blocked")") 2>/dev/null &
  guard=$!
  on_signal ALRM noted
  result=$?
  kill $guard
  return $result
}
noted() {
  exec sh -c 'echo $$ >"$0"; exec "$@"' "$dir/blocked" "$probe" blocked "$@"
}
fact "an alarm that the caller has blocked rings all the same" rings
closed_are_filled() {
  half_way only_input
  is "$(readlink /proc/$pid/fd/1) $(readlink /proc/$pid/fd/2)" '/dev/null /dev/null'
  result=$?
  exec 9>&-
  wait $pid && return $result
}
only_input() {
  exec "$@" >&- 2>&-
}
fact "no file of its own gets the number of a closed output" closed_are_filled

# endless: the feeder holds the pipe open and sends nothing more
endless() {
  spool
  began=$(date +%s)
  status=0
  mkfifo "$dir/feed"
  { cat "$dir/mail"; exec sleep 75; } >"$dir/feed" &
  feeder=$!
  "$deliver" --spool "$spool" -f $a -- $s <"$dir/feed" >"$dir/out" 2>&1 || status=$?
  took=$(($(date +%s) - began))
  kill $feeder
  rm "$dir/feed"
  refused
}
if [ -n "${POSTERN_LONG:-}" ]; then
  fact "a mail that does not end is given up" endless
  fact "it is given up after 60 seconds" [ "$((took / 4))" -eq 15 ]
else
  skip "a mail that does not end is given up" "takes a minute, POSTERN_LONG=1 runs it"
  skip "it is given up after 60 seconds" "takes a minute, POSTERN_LONG=1 runs it"
fi

kills() {
  spool
  result=$("$probe" kill "$seed" $trials "$spool" "$deliver")
  echo "# seed $seed, $trials kills: $result" >&3
  echo "$result"
  case $result in
    *" lost=0 half=0 other=0 stale=0") ;;
    *) return 1 ;;
  esac
}
exec 3>&1
fact "$trials kills at random moments lose no acknowledged mail and leave no half one in new" kills

# --- every system call, failing or fatal

trace() {
  strace -o "$dir/trace" "$@"
}
can_trace() {
  command -v strace >/dev/null && trace true 2>/dev/null && trace -e trace=openat "$deliver" --help >/dev/null 2>&1 &&
    ! grep -q openat "$dir/trace"
}
no_trace="there is no working strace, or the program is not static"

ordered() {
  spool
  trace "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" || return 1
  is "$(sed -n 's/^\(write\|fsync\|renameat\|exit_group\)(.*/\1/p' "$dir/trace" | uniq | tr '\n' ' ')" \
    'write fsync renameat fsync exit_group ' || return 1
  file=$(sed -n 's/.*O_CREAT.*= \([0-9]*\)$/\1/p' "$dir/trace")
  new=$(sed -n 's/.*"new".*= \([0-9]*\)$/\1/p' "$dir/trace")
  is "$(sed -n 's/^fsync(\([0-9]*\)).*/\1/p' "$dir/trace" | tr '\n' ' ')" "$file $new " &&
    grep -q "O_CREAT|O_EXCL.*, 0600) = $file" "$dir/trace" &&
    is "$(sed -n 's/^write(\([0-9]*\),.*/\1/p' "$dir/trace" | sort -u)" "$file"
}
alarmed() {
  grep -q '^alarm(60)' "$dir/trace"
}
logged() {
  spool
  rm -rf "$spool/new"
  trace -s 400 -e trace=sendto "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" 2>/dev/null
  grep -q '"<19>postern-deliver\[[0-9]*\]: cannot open the spool folder: new: No such file or directory"' "$dir/trace"
}
harmless_log() {
  trace -s 400 -e trace=sendto "$deliver" --spool "$spool" -f $a -- "$(printf 'a\nb\033c')" <"$dir/mail" 2>/dev/null
  grep -q 'forbidden character: a?b?c"' "$dir/trace"
}

# fails CALL ERRNO WHEN: refused when this call fails
fails() {
  spool
  status=0
  strace -o "$dir/trace" -e "trace=$1" -e "inject=$1:error=$2:when=$3" \
    "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" >"$dir/out" 2>&1 || status=$?
  grep -q INJECTED "$dir/trace" || { echo "the call was not made: $1 $3"; return 1; }
  refused || { echo "$1 $2 $3"; return 1; }
}
each_fails() {
  points=0
  while read -r call errors times; do
    for error in $(echo "$errors" | tr , ' '); do
      for when in $times; do
        fails "$call" "$error" "$when" || return 1
        points=$((points + 1))
      done
    done
  done <<EOF
openat ENOENT,EACCES,EMFILE,ENFILE,ENOSPC,EDQUOT,EROFS,EIO,ENOMEM 1 2 3
read EIO,EBADF,EISDIR 1 2 3 4 5
write ENOSPC,EIO,EDQUOT,EFBIG,EROFS 1 2 3 4
fsync EIO,ENOSPC,EDQUOT,EROFS 1 2
renameat EIO,ENOSPC,EDQUOT,EXDEV,EROFS,EACCES 1
EOF
  echo "# $points failing calls" >&3
}
interrupted() {
  for call in read write; do
    spool
    status=0
    strace -o "$dir/trace" -e "trace=$call" -e "inject=$call:error=EINTR:when=2" \
      "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" >"$dir/out" 2>&1 || status=$?
    grep -q INJECTED "$dir/trace" && queued && tail -n +6 "$spool"/new/* | cmp - "$dir/mail" || return 1
  done
}
no_random() {
  spool
  status=0
  strace -o "$dir/trace" -e trace=getrandom -e inject=getrandom:error=ENOSYS \
    "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" >"$dir/out" 2>&1 || status=$?
  queued
}
# taken CALLS: so many names in a row are there already
taken() {
  spool
  status=0
  strace -o "$dir/trace" -e trace=openat -e "inject=openat:error=EEXIST:when=$1" \
    "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" >"$dir/out" 2>&1 || status=$?
}
name_taken() {
  taken 3 && queued
}
names_taken() {
  taken 3+ && refused
}
no_fork() {
  spool
  status=0
  strace -o "$dir/trace" -e trace=clone,fork,vfork -e inject=clone,fork,vfork:error=EAGAIN \
    "$deliver" --spool "$spool" -f $a --now --postern /bin/true -- $s <"$dir/mail" >"$dir/out" 2>&1 || status=$?
  grep -q INJECTED "$dir/trace" && queued
}

# struck SIGNAL CALL WHEN: whatever the answer is, it is true
struck() {
  spool
  status=0
  (strace -o "$dir/trace" -e "trace=$2" -e "inject=$2:signal=$1:when=$3" \
    "$deliver" --spool "$spool" -f $a -- $s <"$dir/mail" >"$dir/out" 2>&1) 2>/dev/null || status=$?
  for file in "$spool"/new/*; do
    [ ! -e "$file" ] || tail -n +6 "$file" | cmp - "$dir/mail" || return 1
  done
  case $status in
    0) is "$(files_in "$spool/new")" 1 ;;
    75) is "$(files_in "$spool/tmp")" 0 ;;
    137) is "$1" KILL ;;
    *) echo "status $status"; return 1 ;;
  esac || { echo "$1 $2 $3"; return 1; }
}
each_struck() {
  points=0
  for call in "openat 3" "read 5" "write 4" "fsync 2" "renameat 1" "umask 1" "exit_group 1"; do
    when=${call#* }
    while [ "$when" -gt 0 ]; do
      struck "$1" "${call% *}" "$when" || return 1
      points=$((points + 1))
      when=$((when - 1))
    done
  done
  echo "# $points calls struck by SIG$1" >&3
}

if can_trace; then
  fact "the file is written, synced, renamed, and its folder synced, before the answer" ordered
  fact "an alarm of 60 seconds is set" alarmed
  fact "the details go to syslog" logged
  fact "an address cannot forge a line of the log" harmless_log
  fact "every failing call is a delay that leaves no file" each_fails
  fact "interrupted calls are repeated" interrupted
  fact "without random numbers the mail is queued" no_random
  fact "a name that is there already is replaced by another" name_taken
  fact "names that are all there already are a delay, and nothing is removed" names_taken
  fact "--now that cannot fork changes nothing in the answer" no_fork
  fact "SIGKILL at every call leaves no half file in new" each_struck KILL
  fact "SIGTERM at every call gives a true answer" each_struck TERM
  fact "SIGALRM at every call gives a true answer" each_struck ALRM
  fact "SIGSEGV at every call gives a true answer" each_struck SEGV
else
  for sentence in "the file is written, synced, renamed, and its folder synced, before the answer" \
    "an alarm of 60 seconds is set" "the details go to syslog" "an address cannot forge a line of the log" \
    "every failing call is a delay that leaves no file" "interrupted calls are repeated" \
    "without random numbers the mail is queued" "a name that is there already is replaced by another" \
    "names that are all there already are a delay, and nothing is removed" \
    "--now that cannot fork changes nothing in the answer" \
    "SIGKILL at every call leaves no half file in new" "SIGTERM at every call gives a true answer" \
    "SIGALRM at every call gives a true answer" "SIGSEGV at every call gives a true answer"; do
    skip "$sentence" "$no_trace"
  done
fi
finish
