#include "test.h"

#include "base/clock.h"
#include "model/policy.h"

static PtPolicy *
example_policy (void)
{
  PtPolicy *policy = pt_policy_new ();
  g_ptr_array_add (policy->mailboxes, pt_mailbox_new ("support", "Support@example.com"));
  g_ptr_array_add (policy->mailboxes, pt_mailbox_new ("sales", "desk+sales@example.com"));
  g_ptr_array_add (policy->mailboxes, pt_mailbox_new ("desk", "desk@example.com"));
  policy->return_path = g_strdup ("bounce@example.com");
  policy->return_path_key = g_strdup ("bounce@example.com");
  return policy;
}

static void
mailboxes (void **state)
{
  static const struct {
    const char *name, *key, *mailbox, *detail;
    gboolean    own;
  } cases[] = {
    { "the address itself", "support@example.com", "support", NULL, TRUE },
    { "a detail", "support+abc@example.com", "support", "abc", TRUE },
    { "a detail with a delimiter in it", "support+a+b@example.com", "support", "a+b", TRUE },
    { "an empty detail", "support+@example.com", "support", "", TRUE },
    { "a mailbox with a delimiter in its own address", "desk+sales@example.com", "sales", NULL, TRUE },
    { "a detail behind such an address", "desk+sales+abc@example.com", "sales", "abc", TRUE },
    { "a detail that only begins like it", "desk+salesman@example.com", "desk", "salesman", TRUE },
    { "a longer name is another address", "supporter@example.com", NULL, NULL, FALSE },
    { "another domain is another address", "support@example.org", NULL, NULL, FALSE },
    { "a return path is no mailbox but ours", "bounce+abc@example.com", NULL, NULL, TRUE },
    { "the bare return path is ours", "bounce@example.com", NULL, NULL, TRUE },
    { "a longer name is not ours", "bouncer@example.com", NULL, NULL, FALSE },
    { "a quoted local part is another address", "\"support+x\"@example.com", NULL, NULL, FALSE },
    { "no address", NULL, NULL, NULL, FALSE },
  };
  (void) state;
  g_autoptr (PtPolicy) policy = example_policy ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *detail = NULL;
    const PtMailbox *mailbox = pt_policy_mailbox_for (policy, cases[i].key, &detail);
    assert_text (cases[i].name, mailbox ? mailbox->name : NULL, cases[i].mailbox);
    assert_text (cases[i].name, detail, cases[i].detail);
    assert_number (cases[i].name, pt_policy_owns_address (policy, cases[i].key), cases[i].own);
  }
  policy->recipient_delimiter = 0;
  assert_null (pt_policy_mailbox_for (policy, "support+abc@example.com", NULL));
  assert_string_equal (pt_policy_mailbox_named (policy, "sales")->address, "desk+sales@example.com");
  assert_null (pt_policy_mailbox_named (policy, "nobody"));
}

static void
return_paths (void **state)
{
  static const struct {
    const char *path, *key;
    char        delimiter;
    const char *detail;
  } cases[] = {
    { "bounce@example.com", "bounce+abc@example.com", '+', "abc" },
    { "bounce@example.com", "bounce+@example.com", '+', "" },
    { "bounce@example.com", "bounce@example.com", '+', NULL },
    { "bounce@example.com", "bounce+abc@example.org", '+', NULL },
    { "bounce@example.com", "bounces+abc@example.com", '+', NULL },
    { "desk-bounce@example.com", "desk-bounce-abc@example.com", '-', "abc" },
    { "desk-bounce@example.com", "desk-abc@example.com", '-', NULL },
    { "desk+bounce@example.com", "desk+bounce+abc@example.com", '+', "abc" },
    { "bounce@example.com", NULL, '+', NULL },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtPolicy) policy = pt_policy_new ();
    policy->return_path_key = g_strdup (cases[i].path);
    policy->recipient_delimiter = cases[i].delimiter;
    g_autofree char *detail = pt_policy_return_path_detail (policy, cases[i].key);
    assert_text (cases[i].key ? cases[i].key : "no key", detail, cases[i].detail);
  }
}

static void
names (void **state)
{
  static const struct {
    const char *name, *display;
  } cases[] = {
    { "support", "Support" }, { "Support", "Support" }, { "help-desk", "Help-desk" },
    { "24h", "24h" },         { "IT", "IT" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtMailbox) mailbox = pt_mailbox_new (cases[i].name, "support@example.com");
    assert_text (cases[i].name, mailbox->name, cases[i].name);
    assert_text (cases[i].name, mailbox->display, cases[i].display);
  }
}

static void
lists (void **state)
{
  static const char *const list[] = { "eve@example.net", "spam.test", "org", NULL };
  static const struct {
    const char *key;
    gboolean    wanted;
  } cases[] = {
    { "eve@example.net", TRUE },  { "ann@example.net", FALSE },
    { "x@spam.test", TRUE },      { "x@mail.spam.test", TRUE },
    { "x@notspam.test", FALSE },  { "x@spam.test.com", FALSE },
    { "x@example.org", TRUE },    { NULL, FALSE },
    { "spam.test@x.com", FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_number (cases[i].key, pt_list_matches (list, cases[i].key), cases[i].wanted);
  assert_false (pt_list_matches (NULL, "eve@example.net"));
}

static void
rules (void **state)
{
  (void) state;
  g_autoptr (PtRules) rules = pt_rules_new ();
  assert_true (rules->agent_email_public && rules->open_submission && rules->cc_enabled && rules->end_users_may_cc
               && rules->agent_cc_becomes_follower && rules->followers_enabled && rules->auto_assign_on_solve
               && rules->personal_from && rules->receipt);
  assert_false (rules->cc_comments_public || rules->light_agents_may_be_cc || rules->participants);
  assert_int_equal (rules->max_cc, 48);
  assert_int_equal (rules->max_cc_per_mail, 48);
  assert_int_equal (rules->max_cc_unproven, 20);
  assert_int_equal (rules->close_after, 7 * PT_DAY);
  assert_int_equal (rules->suspended_keep, 14 * PT_DAY);
  assert_int_equal (rules->reply_delay, 5 * PT_MINUTE);
  assert_int_equal (rules->header_match_days, 30);
  assert_int_equal (rules->rate_accept + rules->rate_suspend, 40);
  assert_int_equal (rules->receipts_per_sender_day, 1);
  assert_int_equal (rules->receipts_per_domain_hour, 20);
  assert_int_equal (rules->receipts_unproven, 30);
  assert_int_equal (rules->attach_out_file, 7000000);
  assert_int_equal (rules->attach_out_total, 10000000);
  assert_string_equal (rules->notify_new[1], "admin");
  assert_false (rules->manual_close || rules->admin_edit_closed || rules->followup_reuse
                || rules->auto_assign_first_responder || rules->agents_may_change_requester);
  assert_int_equal (rules->public_status[PT_STATUS_CLOSED], PT_STATUS_SOLVED);
  assert_int_equal (rules->public_status[PT_STATUS_ON_HOLD], PT_STATUS_OPEN);
  assert_int_equal (rules->public_status[PT_STATUS_PENDING], PT_STATUS_PENDING);
  assert_true (pt_rules_copies (rules, "tags") && !pt_rules_copies (rules, "type"));
  g_autoptr (PtRules) copy = pt_rules_copy (rules);
  copy->notify_new[0][0] = 'O';
  assert_string_equal (rules->notify_new[0], "owner");
  assert_null (rules->blocklist[0]);
}

static void
keys (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = example_policy ();
  g_autoptr (GBytes) secret = g_bytes_new ("01234567890123456789012345678901", 32);
  g_ptr_array_add (policy->keys, pt_key_new (2, secret, 20));
  g_ptr_array_add (policy->keys, pt_key_new (1, secret, 10));
  assert_int_equal (pt_policy_key (policy, 1)->created_at, 10);
  assert_null (pt_policy_key (policy, 3));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a recipient finds its mailbox, with any detail", mailboxes),
    TEST ("a return path is told from other addresses, itself with the delimiter too", return_paths),
    TEST ("people read a mailbox's name with a capital", names),
    TEST ("a list matches addresses and domains with their hosts", lists),
    TEST ("the rules begin at their defaults and copies are apart", rules),
    TEST ("a key is found by its number", keys),
  };
  return cmocka_run_group_tests_name ("policy", tests, NULL, NULL);
}
