"""postern ticket attachment: files come out of the store as they came in, and nothing is overwritten.  Prints TAP."""
import base64
import os
import sys

import desk as lib

DATA = bytes(range(256)) * 40


def part(name, data, kind="application/octet-stream"):
    field = "Content-Disposition: attachment%s\n" % ('; filename="%s"' % name if name else "")
    return ("--b\nContent-Type: %s\n%sContent-Transfer-Encoding: base64\n\n%s\n"
            % (kind, field, base64.encodebytes(data).decode()))


def letter():
    text = "--b\nContent-Type: text/plain\n\nSee the files.\n"
    parts = [part("plan.bin", DATA), part("../../evil.txt", b"evil"), part("twice.txt", b"one"),
             part("twice.txt", b"two"), part("", b"%PDF-", "application/pdf")]
    return lib.mail("carol@example.org", 1, extra='MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n',
                    body=text + "".join(parts) + "--b--\n")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    tap, desk = lib.Tap(), lib.Desk()
    path = os.path.join(desk.top, "out")
    desk.deliver("carol@example.org", letter())
    desk.well("run")
    files = desk.json("ticket", "attachment", "1")
    names = [one["name"] for one in files]
    tap.same([one["file"] for one in files], [1, 2, 3, 4, 5], "every file has a number")
    tap.ok(not any("/" in name or name.startswith(".") for name in names), "no name is a path or hidden", names)
    tap.same([files[0]["bytes"], names[0], names[4]], [len(DATA), "plan.bin", "attachment-5.pdf"],
             "with size and name, made up where there was none")
    tap.same(desk.run("ticket", "attachment", "1", "plan.bin", "--output", "-").stdout, DATA,
             "by its name to standard output, byte for byte")
    done = desk.run("ticket", "attachment", "1", "4", "--output", path)
    tap.same((done.returncode, read(path)), (0, b"two"), "by its number into a file", done.stderr)
    done = desk.run("ticket", "attachment", "1", "plan.bin", "--output", path)
    tap.ok(done.returncode != 0 and b"--force" in done.stderr and read(path) == b"two", "which is not overwritten",
           done.stderr)
    desk.well("ticket", "attachment", "1", "plan.bin", "--output", path, "--force")
    tap.same(read(path), DATA, "but with --force")
    os.symlink(path, path + ".link")
    done = desk.run("ticket", "attachment", "1", "4", "--output", path + ".link", "--force")
    tap.ok(done.returncode != 0 and read(path) == DATA, "nor through a link, even then", done.stderr)
    done = desk.run("ticket", "attachment", "1", "twice.txt", "--output", "-")
    tap.ok(done.returncode == 64 and b"files 3 and 4" in done.stderr, "of two with one name the number is asked for",
           done.stderr)
    done = desk.run("ticket", "attachment", "1", "9")
    tap.ok(done.returncode != 0 and b"no file" in done.stderr, "what is not there is said", done.stderr)
    desk.well("person", "add", "otto@example.com", "--role", "agent")
    desk.well("ticket", "set", "1", "restricted", "yes")
    done = desk.run("ticket", "attachment", "1", "1", "--output", "-", "--as", "otto@example.com")
    tap.ok(done.returncode != 0 and done.stdout == b"", "who may not see the ticket gets none of its files",
           done.stderr)
    desk.close()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
