# samples and what the neighbours need
postfixdir = $(docdir)/postfix
dist_doc_DATA = README NEWS COPYING etc/postern.conf contrib/postern.service
dist_postfix_DATA = etc/postfix/README etc/postfix/main.cf.snippet etc/postfix/master.cf.snippet etc/postfix/postern_transport
