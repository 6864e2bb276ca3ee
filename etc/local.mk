# samples and what the neighbours need
postfixdir = $(docdir)/postfix
authenticationdir = $(docdir)/authentication
dist_authentication_DATA = etc/authentication/main.cf.snippet etc/authentication/opendkim.conf \
  etc/authentication/opendmarc.conf
dist_doc_DATA = README NEWS COPYING etc/postern.conf contrib/postern.service
dist_postfix_DATA = etc/postfix/README etc/postfix/main.cf.snippet etc/postfix/master.cf.snippet etc/postfix/postern_transport
