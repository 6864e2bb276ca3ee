# samples and what the neighbours need
authenticationdir = $(docdir)/authentication
dist_authentication_DATA = etc/authentication/main.cf.snippet etc/authentication/opendkim.conf \
  etc/authentication/opendmarc.conf
dist_doc_DATA = README NEWS COPYING etc/postern.conf contrib/postern.service
