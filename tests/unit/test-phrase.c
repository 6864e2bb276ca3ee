/* Short texts that say one thing alone, in twelve languages (J31, J16). */
#include "tests/unit/test.h"

#include "core/phrase.h"

static const struct {
  const char *text;
  gboolean    thanks, leave;
} cases[] = {
  { "Thanks", TRUE, FALSE },
  { "Thank you so much, Ann!\n\nBest regards,\nAlice", TRUE, FALSE },
  { "THX :-)", TRUE, FALSE },
  { "Ok great, that worked. Cheers 👍", TRUE, FALSE },
  { "Herzlichen Dank, jetzt geht's wieder.\nViele Grüße", TRUE, FALSE },
  { "vielen dank fuer nichts", FALSE, FALSE },
  { "Merci beaucoup pour votre aide !", TRUE, FALSE },
  { "¡Muchas gracias!", TRUE, FALSE },
  { "Grazie mille, problema risolto.", TRUE, FALSE },
  { "Hartelijk dank, het werkt weer", TRUE, FALSE },
  { "Muito obrigada pela ajuda", TRUE, FALSE },
  { "Dziękuję bardzo", TRUE, FALSE },
  { "dziekuje, dziala", TRUE, FALSE },
  { "Большое спасибо за помощь, всё работает!", TRUE, FALSE },
  { "Çok teşekkür ederim", TRUE, FALSE },
  { "TEŞEKKÜRLER", TRUE, FALSE },
  { "ありがとうございます。解決しました。", TRUE, FALSE },
  { "非常感谢您的帮助！", TRUE, FALSE },
  { "謝謝！", TRUE, FALSE },
  { "Thanks, but it broke again", FALSE, FALSE },
  { "Thanks. Is it safe?", FALSE, FALSE },
  { "ありがとうございます。まだ動きません。", FALSE, FALSE },
  { "谢谢，还是不行", FALSE, FALSE },
  { "Works now", FALSE, FALSE },
  { "👍", FALSE, FALSE },
  { "", FALSE, FALSE },
  { NULL, FALSE, FALSE },
  { " Unsubscribe.", FALSE, TRUE },
  { "please unsubscribe me, thanks", FALSE, TRUE },
  { "Bitte abbestellen", FALSE, TRUE },
  { "abmelden", FALSE, FALSE },
  { "Désabonner", FALSE, TRUE },
  { "déconnexion", FALSE, FALSE },
  { "Darse de baja", FALSE, TRUE },
  { "cerrar sesión", FALSE, FALSE },
  { "Annulla iscrizione", FALSE, TRUE },
  { "uitschrijven", FALSE, TRUE },
  { "afmelden", FALSE, FALSE },
  { "Cancelar inscrição", FALSE, TRUE },
  { "wypisz mnie", FALSE, TRUE },
  { "wyloguj", FALSE, FALSE },
  { "Отписаться", FALSE, TRUE },
  { "выйти", FALSE, FALSE },
  { "ABONELİKTEN ÇIK", FALSE, TRUE },
  { "çıkış", FALSE, FALSE },
  { "配信停止をお願いします", FALSE, TRUE },
  { "退订", FALSE, TRUE },
  { "退出", FALSE, FALSE },
  { "How do I unsubscribe", FALSE, FALSE },
};

static void
each_text_says_what_it_says (void **state)
{
  (void) state;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_ptr_array_add (names, (gpointer) "Ann Agent");
  g_ptr_array_add (names, (gpointer) "Alice Example");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *text = cases[i].text ? cases[i].text : "(none)";
    assert_number (text, pt_phrase_is_all (cases[i].text, pt_phrase_thanks, names), cases[i].thanks);
    assert_number (text, pt_phrase_is_all (cases[i].text, pt_phrase_leave, names), cases[i].leave);
  }
}

static void
a_name_is_a_whole_word_of_it (void **state)
{
  (void) state;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_ptr_array_add (names, (gpointer) "Notworth Still");
  assert_false (pt_phrase_is_all ("Thanks, not", pt_phrase_thanks, names));
  assert_true (pt_phrase_is_all ("Thanks, Still", pt_phrase_thanks, names));
}

/* Each phrase of PHRASES, behind OTHER, which says what they say. */
static void
find_each (const PtPhrase *phrases, const char *other)
{
  for (const PtPhrase *phrase = phrases; phrase->words; phrase++) {
    g_autofree char *text = g_strconcat (phrase->use == PT_PHRASE_SAYS ? "" : other, " ", phrase->words, NULL);
    if (!pt_phrase_is_all (text, phrases, NULL))
      fail_msg ("%s is not found", phrase->words);
  }
}

static void
each_phrase_is_found (void **state)
{
  (void) state;
  find_each (pt_phrase_thanks, "thanks");
  find_each (pt_phrase_leave, "unsubscribe");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("each text says what it says, in each language", each_text_says_what_it_says),
    TEST ("each phrase of the tables is found", each_phrase_is_found),
    TEST ("a name counts by whole words", a_name_is_a_whole_word_of_it),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
