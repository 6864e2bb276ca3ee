# Numbered migrations as C strings: awk -f embed.awk 001-a.sql 002-b.sql
function finish () { if (open) print "    \"\" },"; open = 0 }
BEGIN {
  print "/* Made from schema/ by embed.awk. */"
  print "#include \"store/schema.h\"\n"
  print "const PtSchemaStep pt_schema_steps[] = {"
}
FNR == 1 {
  finish ()
  name = FILENAME
  sub (/.*\//, "", name)
  steps++
  if (name !~ /^[0-9][0-9][0-9]-/ || substr (name, 1, 3) + 0 != steps) {
    print "embed.awk: " FILENAME ": the next migration must be number " steps > "/dev/stderr"
    exit 1
  }
  print "  { \"" name "\","
  open = 1
}
{
  sub (/[ \t]*--.*$/, "")
  if ($0 == "")
    next
  gsub (/\\/, "\\\\")
  gsub (/"/, "\\\"")
  print "    \"" $0 "\\n\""
}
END {
  finish ()
  print "};\nconst guint pt_schema_n_steps = " steps + 0 ";"
}
