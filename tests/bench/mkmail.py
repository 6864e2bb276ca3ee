#!/usr/bin/env python3
"""Writes helpdesk mail for measuring, the same bytes for the same count and seed.

    mkmail.py --count N [--seed S] [--maildir DIR] [--spool DIR]

Threads of mail from customers to support@desk.example.com: about four mails each, with In-Reply-To and References
(one reply in twenty has lost them), quoted text, Received, DKIM-Signature and ARC fields, text alone or text and HTML
(45 in a hundred), eight charsets and all transfer encodings.  About 7 KB a mail, a few much larger.  --maildir writes
plain mail into DIR/cur, --spool the same mail with its envelope into DIR/new, as postern-deliver does.  Nothing is
synced. """
import argparse
import base64
import os
import quopri
import random
import time

DESK = 'support@desk.example.com'
START = 1767225600

STEMS = {
    'latin': 'printer office invoice payment delivery account screen cable server window backup folder ticket '
        'number order customer please could would again today tomorrow since always never works fails '
        'opens closes stops error message report update restart floor meeting project contract budget '
        'because after before without answer',
    'german': 'Drucker Büro Rechnung Zahlung Lieferung Konto Bildschirm Kabel Fenster Sicherung Ordner Nummer '
        'Auftrag Kunde bitte könnte würde wieder heute morgen seit immer nie läuft öffnet schließt hält '
        'Fehler Meldung Bericht Größe Straße Gebäude Verträge weil nach vor ohne Antwort grüßt',
    'french': 'imprimante bureau facture paiement livraison compte écran câble fenêtre dossier numéro commande '
        'client merci pourrait encore demain depuis toujours jamais marche ouvre ferme arrêt erreur '
        'message rapport étage réunion projet élève façon où déjà après avant sans réponse',
    'cyrillic': 'принтер офис счёт оплата доставка экран кабель сервер окно папка номер заказ клиент прошу можно '
        'снова сегодня завтра всегда никогда работает ошибка сообщение отчёт этаж встреча проект договор '
        'потому после без ответ',
    'japanese': '印刷機 事務所 請求書 支払い 配達 画面 窓 番号 注文 客 お願い 今日 明日 いつも 動く エラー 報告 会議 計画 契約 後 前 返事',
}
# weight, words, charset, transfer encodings
FORMS = (
    (30, 'latin', 'us-ascii', ('7bit', '7bit', 'quoted-printable')),
    (30, 'latin', 'utf-8', ('quoted-printable', '8bit', 'base64', '7bit')),
    (12, 'german', 'utf-8', ('quoted-printable', '8bit', 'base64')),
    (8, 'german', 'iso-8859-1', ('quoted-printable', '8bit')),
    (8, 'french', 'windows-1252', ('quoted-printable', '8bit')),
    (4, 'cyrillic', 'utf-8', ('base64', '8bit')),
    (3, 'cyrillic', 'koi8-r', ('8bit', 'base64')),
    (2, 'cyrillic', 'windows-1251', ('base64', 'quoted-printable')),
    (2, 'japanese', 'utf-8', ('base64',)),
    (1, 'japanese', 'iso-2022-jp', ('7bit',)),
)
NAMES = ('Ann', 'Bob', 'Carol', 'José', 'Jürgen', 'Zoë', 'Иван', 'Élodie', 'Kim', 'Lars')


def date(second):
    return time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(second))


def encoded_word(text, charset):
    if text.isascii():
        return text
    words, piece = [], ''
    for letter in text:
        if len((piece + letter).encode(charset)) > 36:
            words.append(piece)
            piece = ''
        piece += letter
    words.append(piece)
    return '\n '.join('=?%s?B?%s?=' % (charset, base64.b64encode(w.encode(charset)).decode()) for w in words)


class Thread:
    def __init__(self, writer, number):
        r = writer.random
        self.number = number
        self.customer = r.randrange(writer.people)
        self.form = r.choices(FORMS, [f[0] for f in FORMS])[0]
        self.subject = ' '.join(r.choices(writer.words[self.form[1]], k=r.randint(2, 8)))
        self.ids = []
        self.last = ''
        self.left = min(40, 1 + int(r.expovariate(1 / 3.4)))
        self.second = START + r.randrange(86400 * 20)


class Writer:
    def __init__(self, count, seed):
        self.random = random.Random(seed)
        self.count = count
        self.people = max(40, count // 12)
        self.words = {name: text.split() for name, text in STEMS.items()}
        self.noise = base64.b64encode(self.random.randbytes(6000)).decode()

    def junk(self, length):
        """Characters that do not compress, as in a signature."""
        at = self.random.randrange(len(self.noise) - length)
        return self.noise[at:at + length]

    def folded(self, length):
        text = self.junk(length)
        return '\n\t'.join(text[i:i + 70] for i in range(0, length, 70))

    def text(self, words, size):
        r, lines, have = self.random, [], 0
        while have < size:
            line = ' '.join(r.choices(words, k=r.randint(6, 11)))
            have += len(line.encode()) + 1
            lines.append(line + r.choice(('', '', '.', ',', '?')))
            if r.random() < 0.15:
                lines.append('')
        return '\n'.join(lines) + '\n'

    def html(self, text):
        rules = ''.join('p.c%d{margin:0;font-size:%dpt;color:#%06x}\n'
                        % (i, 9 + i % 4, self.random.randrange(1 << 24))
                        for i in range(self.random.randint(2, 20)))
        lines = ''.join('<p class="c0"><span style="color:#1f2f3f">%s</span></p>\n' % (line or '&nbsp;')
                        for line in text.replace('&', '&amp;').replace('<', '&lt;').split('\n'))
        return '<html><head><style>\n%s</style></head>\n<body><div>%s</div></body></html>\n' % (rules, lines)

    def trace(self, second, domain):
        hops = []
        for i in range(self.random.randint(2, 5)):
            hops.append('Received: from relay%d.%s (relay%d.%s [192.0.2.%d])\n\tby mx%d.example.net (Postfix)'
                        ' with ESMTPS id %s\n\tfor <%s>; %s\n' % (i, domain, i, domain, self.random.randrange(256), i,
                                                       self.junk(11), DESK, date(second - i)))
        dkim = ('DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=s1;\n'
                '\th=from:to:subject:date:message-id;\n\tbh=%s=;\n\tb=%s\n' % (domain, self.junk(43),
                                                                               self.folded(344)))
        seal = ''
        if self.random.random() < 0.4:
            seal = ('ARC-Seal: i=1; a=rsa-sha256; d=example.net; s=arc; cv=none;\n\tb=%s\n'
                    'ARC-Message-Signature: i=1; a=rsa-sha256; d=example.net; s=arc;\n\tbh=%s=;\n\tb=%s\n'
                    % (self.folded(344), self.junk(43), self.folded(344)))
        return ''.join(hops) + dkim + seal

    def part(self, kind, text, charset, encoding):
        raw = text.encode(charset, 'replace')
        if encoding == '7bit' and not raw.isascii():
            encoding = 'quoted-printable'
        if encoding == 'base64':
            raw = base64.encodebytes(raw)
        elif encoding == 'quoted-printable':
            raw = quopri.encodestring(raw)
        head = 'Content-Type: text/%s; charset="%s"\nContent-Transfer-Encoding: %s\n\n' % (kind, charset, encoding)
        return head.encode() + raw

    def body(self, text, form):
        r = self.random
        charset, encoding = form[2], r.choice(form[3])
        kind = r.random()
        if kind < 0.45:
            mark = 'b%s' % self.junk(20).replace('/', '_').replace('+', '_')
            edge = b'--' + mark.encode()
            return (b'Content-Type: multipart/alternative; boundary="%s"\n\n' % mark.encode()
                    + edge + b'\n' + self.part('plain', text, charset, encoding) + b'\n'
                    + edge + b'\n' + self.part('html', self.html(text), charset, 'quoted-printable') + b'\n'
                    + edge + b'--\n')
        if kind < 0.53:
            return self.part('html', self.html(text), charset, 'quoted-printable')
        return self.part('plain', text, charset, encoding)

    def mail(self, thread):
        r, form = self.random, thread.form
        domain = 'c%d.example.org' % (thread.customer % 97)
        address = 'user%d@%s' % (thread.customer, domain)
        mid = '%d.%s@%s' % (thread.second, self.junk(12).replace('/', 'a').replace('+', 'b'), domain)
        text = self.text(self.words[form[1]], min(20000, int(r.lognormvariate(6.45, 0.8))))
        fields = [('From', '%s <%s>' % (encoded_word(NAMES[thread.customer % len(NAMES)], 'utf-8'), address)),
                  ('To', 'Support <%s>' % DESK),
                  ('Subject', encoded_word(('Re: ' if thread.ids else '') + thread.subject, form[2])),
                  ('Date', date(thread.second)), ('Message-ID', '<%s>' % mid), ('MIME-Version', '1.0')]
        if thread.ids:
            text += '\nOn %s, somebody wrote:\n%s' % (date(thread.second), thread.last)
            if r.random() >= 0.05:
                fields.append(('In-Reply-To', '<%s>' % thread.ids[-1]))
                fields.append(('References', '\n '.join('<%s>' % i for i in thread.ids[-20:])))
        thread.last = ''.join('> %s\n' % line for line in text.split('\n')[:40])
        thread.ids.append(mid)
        head = self.trace(thread.second, domain) + ''.join('%s: %s\n' % field for field in fields)
        return address, head.encode() + self.body(text, form)

    def all(self):
        """Mails in the order of their arrival; threads overlap."""
        live, made = [], 0
        for number in range(self.count):
            if not live or (len(live) < 400 and self.random.random() < 0.5):
                live.append(Thread(self, made))
                made += 1
            at = self.random.randrange(len(live))
            thread = live[at]
            yield (number, thread.second) + self.mail(thread)
            thread.left -= 1
            thread.second += self.random.randrange(60, 86400)
            if thread.left <= 0:
                live[at] = live[-1]
                live.pop()


def put(path, data):
    with open(path, 'wb') as file:
        file.write(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--count', type=int, required=True)
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--maildir')
    parser.add_argument('--spool')
    options = parser.parse_args()
    for folder in (options.maildir, options.spool):
        for name in ('tmp', 'new', 'cur', 'poison') if folder else ():
            os.makedirs(os.path.join(folder, name), mode=0o700, exist_ok=True)
    size = 0
    for number, second, sender, data in Writer(options.count, options.seed).all():
        size += len(data)
        if options.maildir:
            put(os.path.join(options.maildir, 'cur', '%d.%06d.host:2,' % (second, number)), data)
        if options.spool:
            head = 'X-Postern-Spool: 1\nReturn-Path: <%s>\nDelivered-To: %s\nReceived-At: %d\n\n' % (
                sender, DESK, (START + number) * 1000000)
            name = '%d.M%06dP1.host' % (START + number, number)
            put(os.path.join(options.spool, 'new', name), head.encode() + data)
    print('%d mails, %d bytes a mail' % (options.count, size // max(1, options.count)))


if __name__ == '__main__':
    main()
