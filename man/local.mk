# manual pages
dist_man_MANS = man/postern.1 man/postern-deliver.1 man/postern.conf.5
dist_man_MANS += man/postern-templates.5
dist_man_MANS += man/postern-json.7 man/postern-rules.7
