# The mails of test-write-hostile's thousand drafts, read by a second parser that shares no code with the first.
dir=$(mktemp -d "${TMPDIR:-/tmp}/write.XXXXXX") || exit 99
trap 'rm -rf "$dir"' EXIT
echo 1..1
sentence="a second parser finds the subjects, the files and no defects in a thousand mails of hostile strings"
if POSTERN_WRITE_DIR=$dir "${top_builddir:-.}/tests/unit/test-write-hostile" >"$dir/said" 2>&1 &&
   python3 - "$dir" >>"$dir/said" 2>&1 <<'EOF'
import email, email.policy, glob, hashlib, sys

mails = glob.glob(sys.argv[1] + "/*.eml")
bad = 0 if len(mails) == 1000 else 1
print(len(mails), "mails")
for path in mails:
    with open(path, "rb") as mail, open(path[:-4] + ".subject", encoding="utf-8", newline="") as subject:
        message = email.message_from_binary_file(mail, policy=email.policy.default)
        wanted = subject.read().strip(" \t")
    read = (message["Subject"] or "").strip(" \t")
    defects = [defect for part in message.walk() for defect in part.defects]
    with open(path[:-4] + ".files", encoding="utf-8", newline="") as files:
        wanted_files = files.read()
    found = "".join("%s %s\n" % (hashlib.sha256(part.get_payload(decode=True)).hexdigest(), part.get_filename())
                    for part in message.walk() if part.get_content_disposition() == "attachment")
    if (read != wanted or found != wanted_files or defects or message["Bcc"] is not None
            or message["From"].addresses[0].addr_spec != "support@example.com"):
        bad += 1
        print(path, repr(read), repr(wanted), repr(found), repr(wanted_files), defects)
sys.exit(bad > 0)
EOF
then
  echo "ok 1 - $sentence"
else
  echo "not ok 1 - $sentence"
  sed 's/^/# /' "$dir/said"
fi
