#!/bin/sh
# postern as a program: the small story from the first set-up to a sent reply, errors and their exit status, hostile
# text.
bin=${top_builddir:-.}
POSTERN_TEMPLATES=${top_srcdir:-.}/templates
export POSTERN_TEMPLATES
unset POSTERN_AS NOTIFY_SOCKET
number=0
failures=0
dir=$(mktemp -d "${TMPDIR:-/tmp}/commands.XXXXXX") || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
conf=$dir/etc/postern.conf
spool=$dir/state/spool
esc=$(printf '\033')

# fact SENTENCE COMMAND...: holds when the command succeeds
fact () {
  sentence=$1
  shift
  number=$((number + 1))
  if "$@" >"$dir/said" 2>&1; then
    echo "ok $number - $sentence"
  else
    failures=$((failures + 1))
    echo "not ok $number - $sentence"
    sed 's/^/# /' "$dir/said" "$dir/out" "$dir/err"
  fi
}
# p ARGUMENT...: one command; $status, $dir/out, $dir/err
p () {
  status=0
  "$bin/postern" -c "$conf" "$@" >"$dir/out" 2>"$dir/err" </dev/null || status=$?
}
p_reads () {
  input=$1
  shift
  status=0
  "$bin/postern" -c "$conf" "$@" >"$dir/out" 2>"$dir/err" <"$input" || status=$?
}
is () { [ "$1" = "$2" ] || { printf 'wanted: %s\ngot:    %s\n' "$2" "$1"; return 1; }; }
says () { grep -Fq -- "$1" "$dir/out" || { echo "not said: $1"; return 1; }; }
done_and_says () { is "$status" 0 && says "$1"; }
# fails STATUS TEXT: that exit status, nothing on the output, and one line that ends so
fails () {
  is "$status" "$1" && is "$(cat "$dir/err")" "$2" && is "$(cat "$dir/out")" ''
}
# value FILTER: from the JSON that was printed
value () { python3 -c "import json, sys; d = json.load (open (sys.argv[1])); print (($1))" "$dir/out"; }
deliver () { "$bin/postern-deliver" --spool "$spool" -f "$1" -- support@example.com <"$2"; }

# the mail server of this machine is not what is tested: these two say that all is well
mkdir "$dir/programs"
cat >"$dir/programs/postconf" <<END
#!/bin/sh
for last; do :; done
case \$last in
-M) echo 'postern unix - n n - 10 pipe flags=q user=$(id -un) null_sender= argv=/usr/bin/postern-deliver' \\
  '--spool $spool -f \${sender} -- \${recipient}' ;;
recipient_delimiter) echo + ;;
message_size_limit) echo 10240000 ;;
smtpd_forbid_bare_newline) echo yes ;;
*_time_limit) echo 1000s ;;
*) echo 20 ;;
esac
END
cat >"$dir/programs/exim" <<END
#!/bin/sh
printf '%s\n' 'postern transport:' 'command = /usr/bin/postern-deliver --spool $spool' 'temp_errors = *' \\
  timeout_defer freeze_signal no_return_output no_use_shell
END
chmod +x "$dir/programs/postconf" "$dir/programs/exim"
PATH=$dir/programs:$PATH

# --- set-up

p ticket list
fact "without settings a command says which file and that it may be tried again" is "$status" 75
p init
fact "init wants an address" fails 64 \
  "postern: init: no address; write --address and the address that people write to"
p init --address support@example.com --state "$dir/state" --transport "maildir:$dir/sent"
fact "init says what it made" done_and_says "made store sqlite:$dir/state/postern.db"
fact "init says what to do next" says "postern-deliver --spool $spool"
p init --address support@example.com
fact "init again keeps what is there" done_and_says "kept store"
p check
fact "check of a new installation finds no error" done_and_says "0 error(s), 3 warning(s)"
fact "check says that nobody vouches for senders" grep -q '^notice   sender .* set authserv_id' "$dir/out"
p config list
fact "config list prints the settings in force" done_and_says "mailbox support.address = support@example.com"
p migrate
fact "migrate leaves a store of this version alone" done_and_says "the store is of version"

# --- people

p person add ann@example.com ann@example.net --name "Ann Agent" --role owner
fact "person add answers with the id" done_and_says "person #1"
p person add ANN@example.net
fact "an address belongs to one person" \
  fails 77 "postern: person add: ANN@example.net belongs to person #1 (Ann Agent)"
p person add support@example.com
fact "a mailbox is no person" is "$status" 77
p person add bob@example.com --role king
fact "an unknown role names those known" fails 64 \
  "postern: person add: unknown role \"king\"; write end-user, light-agent, agent, supervisor, admin or owner"
p person add "no address"
fact "a person needs a usable address" is "$status" 64
p person add bob@example.com --role agent
p person set bob@example.com --name "Bob" --state disabled
p person address '#2' bob@example.org
p person show bob@example.org --json
fact "person set and person address change a person" is \
  "$(value 'd["name"], d["role"], d["state"], [a["address"] for a in d["addresses"]]')" \
  "('Bob', 'agent', 'disabled', ['bob@example.com', 'bob@example.org'])"
p person list --role owner
fact "person list can be narrowed by role" is "$(grep -c '^#' "$dir/out")" 1
p person show nobody@example.com
fact "a person who is not there is 65" is "$status" 65

# --- a mail comes in

printf 'From: Carl <carl@example.org>\nTo: support@example.com\nSubject: %s\nMessage-ID: <1@example.org>\n\n%s\n' \
  'Printer =?utf-8?Q?=1B[31m_=E2=80=AE_red?=' "It ${esc}[2Jdoes not print." >"$dir/mail"
p explain "$dir/mail"
fact "explain says what would become of a message" done_and_says "new: it opens a new ticket"
fact "explain gives its reasons" grep -q '^reasons$' "$dir/out"
p_reads "$dir/mail" explain --json --from '' --to support@example.com -
fact "explain --json reads standard input" is "$(value 'd["verdict"], d["sender"], d["recipients"]')" \
  "('held', '', ['support@example.com'])"
p ticket list
fact "explain stores nothing" is "$(grep -c '^#' "$dir/out")" 0
deliver carl@example.org "$dir/mail"
p explain --json "$spool"/new/*
fact "explain takes the envelope of a spool file" is "$(value 'd["verdict"], d["sender"]')" \
  "('new', 'carl@example.org')"
p run --no-send
fact "run says what it did" done_and_says "taken 1, left 0, poisoned 0, sent 0, unsent 0"
p run --no-send
fact "run has nothing to do twice" done_and_says "taken 0, left 0, poisoned 0"

# --- the ticket

p ticket list
fact "the ticket is listed" grep -q '^#1 *new *support .* Carl ' "$dir/out"
no_controls () { ! LC_ALL=C grep -q "$esc" "$dir/out" && ! grep -q "$(printf '\342\200\256')" "$dir/out"; }
fact "no control character of a subject reaches the terminal" no_controls
p ticket show 1
fact "no control character of a text reaches the terminal" no_controls
fact "it is shown escaped" says 'It \x1b[2Jdoes not print.'
p ticket show '#1' --json
fact "nor does JSON print one" no_controls
fact "JSON keeps the text as it is" is "$(value 'd["comments"][0]["text"]' | cat -v)" 'It ^[[2Jdoes not print.'
p ticket reply 1 "Turn it on."
fact "the one owner speaks without being named" done_and_says "ticket #1, 1 mail to send"
printf 'Line one.\nLine two.\n' >"$dir/text"
p_reads "$dir/text" ticket note 1 --as ann@example.com
fact "a note is read from standard input" done_and_says "ticket #1, 0 mails to send"
p ticket show 1
fact "the note is private" grep -A2 -q ' private  Ann Agent$' "$dir/out"
fact "its lines stay lines" grep -q '^  Line two\.$' "$dir/out"
p ticket reply 1 -- -n
fact "after -- a text may begin with a dash" done_and_says "ticket #1"
p ticket assign 1 ann@example.net
p ticket status 1 pending
p ticket list --json --assignee ann@example.com --status pending
fact "assign and status change the ticket, and list finds it by them" is \
  "$(value '[(t["ticket"], t["status"]) for t in d]')" \
  "[(1, 'pending')]"
p ticket list --assignee none
fact "list --assignee none leaves out what somebody has" is "$(grep -c '^#' "$dir/out")" 0
p ticket new --requester new@example.net --subject "Call back" "You asked for it."
fact "ticket new makes its requester a person" done_and_says "ticket #2, 1 mail to send"
p person show new@example.net
fact "whom person show finds" done_and_says "end-user"
p ticket new --requester new@example.net "text"
fact "ticket new wants a subject" is "$status" 64
p ticket new --mailbox sales --requester new@example.net --subject s "text"
fact "a mailbox that is not there is 67" fails 67 "postern: ticket new: there is no mailbox sales"

# --- refusals

p ticket status 1 new
fact "nothing returns to new" fails 77 "postern: ticket status: nothing returns to new"
p ticket reply 1 --as carl@example.org "I am an agent"
fact "a customer is no agent" is "$status" 77
p ticket reply 1 --as bob@example.com "I was one"
fact "nor is a disabled agent" is "$status" 77
POSTERN_AS=carl@example.org
export POSTERN_AS
p ticket note 1 "text"
unset POSTERN_AS
fact "POSTERN_AS names who asks" is "$status" 77
p ticket reply 99 "text"
fact "a reply to a ticket that is not there is refused" is "$status" 77
p ticket show 99
fact "a ticket that is not there is 65" is "$status" 65
p ticket show twelve
fact "a ticket has a number" fails 64 'postern: ticket show: bad ticket "twelve"; write its number, such as 12 or #12'
p ticket status 1 later
fact "a status is one of six" is "$status" 64
p person add other@example.com --role owner
p ticket note 1 "text"
fact "with two owners somebody has to be named" \
  fails 64 "postern: ticket note: who does it? write --as AGENT, or set POSTERN_AS"

# --- out it goes

p outbox list
fact "the outbox holds what waits" is "$(grep -c '^#.* due ' "$dir/out")" 6
p run
fact "run sends it" done_and_says "sent 6, unsent 0"
p outbox list
fact "what is sent is listed no longer" is "$(grep -c '^#' "$dir/out")" 0
p outbox list --all --json
fact "but with --all" is "$(value '{r["state"] for r in d}, len (d)')" "({'sent'}, 6)"
p outbox show 1
fact "outbox show shows one" done_and_says "ann@example.com"
p outbox list --state gone
fact "an outbox state is one of eight" is "$status" 64

# --- held

printf '%s\n' 'From: robot@example.org' 'To: support@example.com' 'Subject: Report' \
  'Auto-Submitted: auto-generated' '' 'All is well.' \
  >"$dir/robot"
deliver robot@example.org "$dir/robot"
deliver robot@example.org "$dir/robot"
sed 's/All/Everything/' "$dir/robot" >"$dir/robot2"
deliver robot@example.org "$dir/robot2"
p run
p held list
fact "automatic mail is held with its cause" is "$(grep -c '^#.* 3 automatic mail .* Report$' "$dir/out")" 2
id=$(sed -n 's/^\(#[0-9]*\) .*/\1/p' "$dir/out" | head -1)
other=$(sed -n 's/^\(#[0-9]*\) .*/\1/p' "$dir/out" | tail -1)
p held show "$other"
fact "held show gives the reason" grep -q '^reason ' "$dir/out"
p held show --raw "$other"
fact "held show --raw prints the bytes" cmp "$dir/out" "$dir/robot"
p held delete "$id"
fact "somebody has to be named who drops it" is "$status" 64
p person add lena@example.com --role light-agent
p held delete --as lena@example.com "$id"
fact "a light agent may not drop it" fails 77 \
  "postern: held delete: only an active agent for all tickets may let held mail in or drop it"
p held release --as lena@example.com "$id"
fact "nor let it in" is "$status" 77
p held release --as carl@example.org "$id"
fact "a customer may not, either" is "$status" 77
p held delete --as ann@example.com "$id"
fact "held delete drops it" is "$status" 0
p held show --json "$id"
fact "and it is known who did" is "$(value 'd["outcome"], d["settled_by"]')" "('deleted', 1)"
p held show --raw "$id"
fact "with its bytes" is "$status" 65
p held release --as ann@example.com "$id"
fact "what was deleted cannot be released" is "$status" 77
p held release --as ann@example.com --subject "$(printf 'two\nlines')" "$other"
fact "a subject is one line" is "$status" 64
p held release --as ann@example.com --subject "Nightly report" --text "All is well, says the robot." "$other"
fact "held release lets it in as a ticket" done_and_says "ticket #3"
p ticket show 3 --json
fact "with the subject and text that the agent gave it" is \
  "$(value 'd["subject"], d["comments"][0]["text"]')" "('Nightly report', 'All is well, says the robot.')"
fact "and his word on it" is "$(value '[e["actor"] for e in d["events"] if e["kind"] == "released"]')" "[1]"
p held show --json "$other"
fact "the message says so, too, and keeps its own subject" is \
  "$(value 'd["outcome"], d["settled_by"], d["subject"]')" \
  "('released', 1, 'Report')"
p held show --raw "$other"
fact "its bytes are as they came" cmp "$dir/out" "$dir/robot"
p held release --as ann@example.com "$other"
fact "once" is "$status" 77
p held list
fact "then nothing is held" is "$(grep -c '^#' "$dir/out")" 0
p held list --all --json
fact "held list --all knows every message" is "$(value 'len (d), sum (r["held"] for r in d)')" "(3, 0)"

# --- the command line

p
fact "no command is wrong" fails 64 "postern: no command; postern help lists them"
p tickt list
fact "a slip of the hand gets the nearest name" fails 64 'postern: no command "tickt"; did you mean "ticket"?'
p key
fact "a missing second word names them all" fails 64 'postern: "key" needs a second word: list, rotate'
p ticket shwo
fact "so does a wrong one" is "$status" 64
p ticket list --bogus
fact "an unknown option is wrong" is "$status" 64
p ticket show
fact "a missing word is answered with the synopsis" fails 64 \
  "postern: ticket show: something is missing; write postern ticket show [--as AGENT] [--json] TICKET"
p ticket reply 1 "$(printf 'a\377b')"
fact "an argument that is no UTF-8 is wrong" is "$status" 64
p "$(printf 'x\033[2Jy')"
fact "nor is what was typed obeyed by the terminal" grep -Fq 'x\x1b[2Jy' "$dir/err"
p help ticket reply
fact "help explains a command" done_and_says "postern ticket reply [--as AGENT] [--all-or-nothing] TICKET [TEXT|-]"
p --version
fact "--version prints the version" done_and_says "postern "
full () { status=0; "$bin/postern" help >/dev/full 2>"$dir/err" || status=$?; }
full
fact "output that cannot be written is an error" is "$status" 1

# --- what check finds

p check --full
fact "check --full finds every invariant held" done_and_says "every invariant holds"
chmod 0644 "$dir/state/keys"
p check
fact "check finds a key file that others can read" grep -q '^error  *keys ' "$dir/out"
fact "and exits 1" is "$status" 1
chmod 0600 "$dir/state/keys"
mv "$spool/tmp" "$spool/tmp.away"
p check
fact "check finds a missing folder" grep -q "^error  *folder  *$spool/tmp: .* -> " "$dir/out"
mv "$spool/tmp.away" "$spool/tmp"
: >"$spool/poison/one"
p check
fact "check counts poison" grep -q '^warning  *spool  *1 could not be read' "$dir/out"
mv "$dir/state/postern.db" "$dir/state/away"
p check
fact "check says that the store is missing" grep -q '^error  *store .* -> ' "$dir/out"
fact "and goes on" says "templates"
head -c 20000 /dev/urandom >"$dir/state/postern.db"
p check
fact "check says that the store is damaged" grep -q '^error  *store .* -> ' "$dir/out"
p ticket list
fact "a command cannot use it now" is "$status" 75
echo 'nonsense' >>"$conf"
p check
fact "check names the line of the settings that is wrong" grep -q '^error  *settings .*postern.conf:[0-9]' "$dir/out"

echo "1..$number"
[ "$failures" -eq 0 ]
