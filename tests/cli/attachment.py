"""postern ticket attachment: files come out of the store as they came in, and nothing is overwritten.  Prints TAP."""
import base64
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import Tap, World, read

DATA = bytes(range(256)) * 40


def part(name, data, kind="application/octet-stream"):
    field = "Content-Disposition: attachment%s\n" % ('; filename="%s"' % name if name else "")
    return ("--b\nContent-Type: %s\n%sContent-Transfer-Encoding: base64\n\n%s\n"
            % (kind, field, base64.encodebytes(data).decode()))


def letter(world):
    text = "--b\nContent-Type: text/plain\n\nSee the files.\n"
    parts = [part("plan.bin", DATA), part("../../evil.txt", b"evil"), part("twice.txt", b"one"),
             part("twice.txt", b"two"), part("", b"%PDF-", "application/pdf")]
    return world.mail("carol@example.org", extra='MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n',
                      body=text + "".join(parts) + "--b--\n")


def main():
    tap = Tap()
    with World() as world:
        path = world.path("out")
        world.deliver("carol@example.org", letter(world))
        world.run()
        files = world.json("ticket", "attachment", "1")
        names = [one["name"] for one in files]
        tap.same([one["file"] for one in files], [1, 2, 3, 4, 5], "every file has a number")
        tap.ok(not any("/" in name or name.startswith(".") for name in names), "no name is a path or hidden", names)
        tap.same([files[0]["bytes"], names[0], names[4]], [len(DATA), "plan.bin", "attachment-5.pdf"],
                 "with size and name, made up where there was none")
        tap.same(world.attempt("ticket", "attachment", "1", "plan.bin", "--output", "-", text=False).stdout, DATA,
                 "by its name to standard output, byte for byte")
        done = world.attempt("ticket", "attachment", "1", "4", "--output", path)
        tap.same((done.returncode, read(path, "rb")), (0, b"two"), "by its number into a file", done.stderr)
        done = world.attempt("ticket", "attachment", "1", "plan.bin", "--output", path)
        tap.ok(done.returncode != 0 and "--force" in done.stderr
               and read(path, "rb") == b"two", "which is not overwritten",
               done.stderr)
        world.postern("ticket", "attachment", "1", "plan.bin", "--output", path, "--force")
        tap.same(read(path, "rb"), DATA, "but with --force")
        os.symlink(path, path + ".link")
        done = world.attempt("ticket", "attachment", "1", "4", "--output", path + ".link", "--force")
        tap.ok(done.returncode != 0 and read(path, "rb") == DATA, "nor through a link, even then", done.stderr)
        done = world.attempt("ticket", "attachment", "1", "twice.txt", "--output", "-")
        tap.ok(done.returncode == 64 and "files 3 and 4" in done.stderr,
               "of two with one name the number is asked for",
               done.stderr)
        done = world.attempt("ticket", "attachment", "1", "9")
        tap.ok(done.returncode != 0 and "no file" in done.stderr, "what is not there is said", done.stderr)
        world.postern("person", "add", "otto@example.com", "--role", "agent")
        world.postern("ticket", "set", "1", "restricted", "yes")
        done = world.attempt("ticket", "attachment", "1", "1", "--output", "-", "--as", "otto@example.com")
        tap.ok(done.returncode != 0 and done.stdout == "", "who may not see the ticket gets none of its files",
               done.stderr)
    return tap.end()


sys.exit(main())
