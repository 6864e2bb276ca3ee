#!/bin/sh
# postern-deliver: what it stores, from whom, and what it answers.
. "${top_srcdir:-.}/tests/lib/deliver-tap.sh"
a=ann@example.com
s=support@example.org

# --- the bytes

printf 'Subject: a\n\nbody\n' >"$dir/lf"
printf 'Subject: a\r\n\r\nbody\r\n' >"$dir/crlf"
printf 'Subject: a\n\nbo\000dy\n\000' >"$dir/nul"
printf 'Subject: a\n\nbody' >"$dir/no-newline"
printf '\n\nSubject: a\n' >"$dir/empty-line"
printf 'From ann@example.com Mon Jan  1 00:00:00 2024\nSubject: a\n\nbody\n' >"$dir/mbox"
printf 'X-Postern-Spool: 1\nReturn-Path: <root@example.net>\nDelivered-To: b@example.net\n\nbody\n' >"$dir/envelope"
: >"$dir/nothing"
head -c 65536 /dev/urandom >"$dir/buffer"
head -c 65439 /dev/urandom >"$dir/almost"
head -c 1000001 /dev/urandom >"$dir/million"
head -c 100000000 /dev/urandom >"$dir/large"

# stores FILE: queued, and after the five lines of the envelope come exactly the bytes of FILE
stores() {
  spool
  run --spool "$spool" -f $a -- $s <"$1"
  queued && tail -n +6 "$spool"/new/* | cmp - "$1"
}
stores_from_pipe() {
  spool
  status=0
  { head -c 10 "$1"; sleep 0.1; tail -c +11 "$1"; } |
    "$deliver" --spool "$spool" -f $a -- $s >"$dir/out" 2>&1 || status=$?
  queued && tail -n +6 "$spool"/new/* | cmp - "$1"
}
stores_without_waiting() {
  spool
  status=0
  { sleep 0.1; head -c 10 "$1"; sleep 0.1; tail -c +11 "$1"; } |
    "$probe" nonblocking "$deliver" --spool "$spool" -f $a -- $s >"$dir/out" 2>&1 || status=$?
  queued && tail -n +6 "$spool"/new/* | cmp - "$1"
}
fact "a mail with LF line ends is stored byte for byte" stores "$dir/lf"
fact "a mail with CR LF line ends is stored byte for byte" stores "$dir/crlf"
fact "NUL bytes are stored" stores "$dir/nul"
fact "a missing last newline stays missing" stores "$dir/no-newline"
fact "empty lines on top are kept" stores "$dir/empty-line"
fact "a From line of an mbox on top is kept" stores "$dir/mbox"
fact "a mail that imitates the envelope follows the true one" stores "$dir/envelope"
fact "a mail of no bytes is queued" stores "$dir/nothing"
fact "a mail of the size of the buffer is stored byte for byte" stores "$dir/buffer"
fact "a mail that fills the buffer together with its envelope is stored byte for byte" stores "$dir/almost"
fact "a mail of 1 MB is stored byte for byte" stores "$dir/million"
fact "a mail of 100 MB is stored byte for byte" stores "$dir/large"
fact "a mail that comes through a slow pipe is stored byte for byte" stores_from_pipe "$dir/million"
fact "a mail that comes through a pipe left non-blocking is stored byte for byte" \
  stores_without_waiting "$dir/million"

# --- the envelope

# writes WANTED ARGUMENT...: queued with this envelope
writes() {
  wanted=$1
  shift
  spool
  run --spool "$spool" "$@" <"$dir/lf"
  envelope "$wanted"
}
# fields SENDER RECIPIENT...: the envelope that is wanted
fields() {
  printf 'X-Postern-Spool: 1\nReturn-Path: <%s>\n' "$1"
  shift
  printf 'Delivered-To: %s\n' "$@"
}
fact "sender and recipient stand in the envelope" writes "$(fields $a $s)" -f $a -- $s
fact "the two dashes may be left out" writes "$(fields $a $s)" -f $a $s
fact "each recipient has a field, in order" writes "$(fields $a $s b@example.org $s)" -f $a -- $s b@example.org $s
fact "an empty sender is written as <>" writes "$(fields '' $s)" -f '' -- $s
fact "a sender given as <> is the empty sender" writes "$(fields '' $s)" -f '<>' -- $s
fact "a recipient with a leading dash is taken after the two dashes" \
  writes "$(fields $a -x@example.org --now)" -f $a -- -x@example.org --now
fact "a sender with a leading dash is taken" writes "$(fields -x@example.com $s)" -f -x@example.com -- $s
# shellcheck disable=SC2016
fact "shell characters in a recipient are kept and not obeyed" \
  writes "$(fields $a '$(touch x);`id`|"a b"&*@example.org')" -f $a -- '$(touch x);`id`|"a b"&*@example.org'
fact "spaces in a recipient are kept" writes "$(fields $a '" a  b "@example.org')" -f $a -- '" a  b "@example.org'
fact "an address in UTF-8 is kept" \
  writes "$(fields 'jörg@example.com' 'ü@example.org')" -f 'jörg@example.com' -- 'ü@example.org'

long=$(printf '%0988d@example.org' 0)
many=$(i=0; while [ $i -lt 300 ]; do i=$((i + 1)); printf '%03d%0900d@example.org ' $i 0; done)
fact "an address of 1000 characters is taken" writes "$(fields $a "$long")" -f $a -- "$long"
# shellcheck disable=SC2086
fact "an envelope larger than the buffer is written whole" writes "$(fields $a $many)" -f $a -- $many

recent() {
  spool
  before=$(date +%s)
  run --spool "$spool" -f $a -- $s <"$dir/lf"
  at=$(sed -n 's/^Received-At: \([0-9]*\)$/\1/p' "$spool"/new/*)
  [ "$((at / 1000000))" -ge "$before" ] && [ "$((at / 1000000))" -le "$(date +%s)" ]
}
fact "Received-At is the time in microseconds" recent
private() {
  spool
  for mask in 0 0777; do
    (umask $mask; exec "$deliver" --spool "$spool" -f $a -- $s <"$dir/lf") || return 1
  done
  is "$(find "$spool/new" -type f -perm 600 | wc -l)" 2
}
fact "the file has mode 0600 whatever the umask" private
named_well() {
  spool
  for i in 1 2 3 4 5; do run --spool "$spool" -f $a -- $s <"$dir/lf"; done
  is "$(ls "$spool/new" | grep -c '^[0-9]\{10\}\.M[0-9]\{6\}P[0-9]*R[0-9a-f]\{16\}$')" 5
}
fact "names are unique, begin with no dot and end with no suffix" named_well

# --- sender and recipient from the environment

from_environment() {
  wanted=$1
  shift
  spool
  status=0
  env "$@" "$deliver" --spool "$spool" >"$dir/out" 2>&1 <"$dir/lf" || status=$?
  envelope "$wanted"
}
fact "SENDER and RECIPIENT of the environment are taken" from_environment "$(fields $a $s)" SENDER=$a RECIPIENT=$s
fact "an empty SENDER is a bounce" from_environment "$(fields '' $s)" SENDER= RECIPIENT=$s
fact "without RECIPIENT the LOCAL_PART and DOMAIN of Exim are taken" \
  from_environment "$(fields $a $s)" SENDER=$a LOCAL_PART=support DOMAIN=example.org
fact "affixes that Exim takes off LOCAL_PART are put back" \
  from_environment "$(fields $a x-support+token@example.org)" \
  SENDER=$a LOCAL_PART=support DOMAIN=example.org LOCAL_PART_PREFIX=x- LOCAL_PART_SUFFIX=+token
arguments_win() {
  export SENDER=b@example.net RECIPIENT=c@example.net
  writes "$(fields $a $s)" -f $a -- $s
  result=$?
  unset SENDER RECIPIENT
  return $result
}
fact "arguments go before the environment" arguments_win

# --- what is refused: 75, one line, nothing stored

refuses() {
  spool
  run --spool "$spool" "$@" <"$dir/lf"
  refused
}
refuses_plain() {
  spool
  run "$@" <"$dir/lf"
  refused
}
newline=$(printf 'a\nReply-To: b@example.net')
fact "a newline in a recipient is refused" refuses -f $a -- "$newline"
fact "a newline in a sender is refused" refuses -f "$newline" -- $s
fact "a carriage return is refused" refuses -f $a -- "$(printf 'a\rb@example.org')"
fact "a tab is refused" refuses -f $a -- "$(printf 'a\tb@example.org')"
fact "a DEL character is refused" refuses -f $a -- "$(printf 'a\177b@example.org')"
fact "an opening angle bracket is refused" refuses -f $a -- 'a<b@example.org'
fact "a closing angle bracket is refused" refuses -f 'a>b@example.com' -- $s
fact "a sender in angle brackets is refused" refuses -f "<$a>" -- $s
fact "an address of 1001 characters is refused" refuses -f $a -- "0$long"
fact "one bad recipient among good ones is refused" refuses -f $a -- $s "$newline"
fact "an empty recipient is refused" refuses -f $a -- ''
fact "no recipient is refused" refuses -f $a
fact "no recipient after the two dashes is refused" refuses -f $a --
fact "no sender is refused" refuses -- $s
fact "no spool is refused" refuses_plain -f $a -- $s
fact "an empty spool name is refused" refuses_plain --spool '' -f $a -- $s
fact "no arguments at all are refused" refuses_plain
fact "an unknown option is refused" refuses --frobnicate -f $a -- $s
fact "a recipient with a leading dash but no two dashes is refused" refuses -f $a -x@example.org
fact "an option after a recipient is refused" refuses -f $a $s --now
fact "an option with = is no option" refuses --postern=/bin/true -f $a -- $s
fact "an option without its value is refused" refuses -f
fact "an option whose value is the two dashes is refused" refuses -f -- $s
fact "an option given twice is refused" refuses -f $a -f $a -- $s
fact "--help beside other words is refused, as it may be an address" refuses -f $a --help
fact "--version beside other words is refused" refuses --version

# answers STATUS ARGUMENT...
answers() {
  wanted=$1
  shift
  run "$@" </dev/null
  is "$status" "$wanted"
}
fact "--help alone answers 0" answers 0 --help
fact "--help says how it is used" grep -q '^Usage: postern-deliver --spool DIR' "$dir/out"
fact "--version alone answers 0" answers 0 --version
fact "--version names the program" grep -q '^postern-deliver [0-9]' "$dir/out"
full_help() {
  status=0
  "$deliver" --help >/dev/full || status=$?
  is "$status" 75
}
fact "--help that cannot be written answers 75" full_help

reads_on() {
  spool
  { head -c 1000000 "$dir/million" && echo all >"$dir/written"; } |
    "$deliver" --spool "$spool" -f $a -- "$newline" 2>/dev/null || :
  is "$(cat "$dir/written")" all
}
fact "the mail is read to its end although it is refused" reads_on

# --- --now

cat >"$dir/postern" <<'EOF'
#!/bin/sh
read -r x y z p g session rest <"/proc/$$/stat"
echo "$* $([ "$session" = $$ ] && echo own)" >"${0%/*}/fifo"
EOF
chmod +x "$dir/postern"
mkfifo "$dir/fifo"
started() {
  spool
  out=$("$deliver" --spool "$spool" -f $a --now --postern "$dir/postern" -- $s 2>&1 <"$dir/lf") || return 1
  [ "$out" = '' ] || return 1
  is "$(cat "$dir/fifo")" 'run own' && is "$(files_in "$spool/new")" 1
}
fact "--now starts postern run in a session of its own and does not wait for it" started
fact "a program that is not there changes nothing in the answer" \
  writes "$(fields $a $s)" -f $a --now --postern "$dir/absent" -- $s
not_started() {
  spool
  rm -rf "$spool/tmp"
  printf '#!/bin/sh\ntouch "%s/ran"\n' "$dir" >"$dir/postern"
  run --spool "$spool" -f $a --now --postern "$dir/postern" -- $s <"$dir/lf"
  sleep 0.2
  is "$status" 75 && [ ! -e "$dir/ran" ]
}
fact "nothing is started for a mail that is not stored" not_started

# --- memory

small_enough() {
  spool
  # shellcheck disable=SC2046
  set -- $("$probe" memory "$deliver" --spool "$spool" -f $a -- $s <"$dir/large")
  echo "status $1, $2 KiB"
  is "$1" 0 && [ "$2" -lt 3072 ]
}
if LC_ALL=C grep -q __asan_init "$deliver"; then
  skip "100 MB need less than 3 MB of memory" "the sanitizers take memory of their own"
else
  fact "100 MB need less than 3 MB of memory" small_enough
fi
finish
