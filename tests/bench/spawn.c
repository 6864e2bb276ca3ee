/* spawn ROUNDS INPUT NAME PROGRAM [ARGUMENT...] [, NAME PROGRAM [ARGUMENT...]]...
 * Starts each program in turn, ROUNDS times, standard input from INPUT and output to /dev/null, and measures from the
 * start to the end of the process.  A line each: NAME, the p50 of each third of the rounds in order of size, that is
 * min, median and max, in milliseconds, and the largest resident size in KiB (no less than that of this program).
 * The alternation makes the programs share whatever else the machine is doing.  Any exit status but 0 is an error. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAMS_MAX 8
#define PARTS 3

extern char **environ;

typedef struct {
  const char *name;
  char **argv;
  double *ms;
  long resident;
} Program;

static double
now_ms (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static int
read_programs (char **words, Program *programs)
{
  int n = 0;
  while (*words && n < PROGRAMS_MAX) {
    programs[n].name = words[0];
    programs[n++].argv = words + 1;
    while (*words && strcmp (*words, ",") != 0)
      words++;
    if (*words)
      *words++ = NULL;
  }
  return n;
}

static void
run_once (Program *program, const char *input, int round)
{
  posix_spawn_file_actions_t files;
  struct rusage usage;
  pid_t pid;
  int status;
  double start = now_ms ();
  posix_spawn_file_actions_init (&files);
  posix_spawn_file_actions_addopen (&files, STDIN_FILENO, input, O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (posix_spawnp (&pid, program->argv[0], &files, NULL, program->argv, environ) != 0
      || wait4 (pid, &status, 0, &usage) != pid || status != 0) {
    fprintf (stderr, "spawn: %s failed\n", program->name);
    exit (1);
  }
  program->ms[round] = now_ms () - start;
  if (usage.ru_maxrss > program->resident)
    program->resident = usage.ru_maxrss;
  posix_spawn_file_actions_destroy (&files);
}

static void
print_program (Program *program, int rounds)
{
  double part[PARTS];
  int size = rounds / PARTS;
  for (int i = 0; i < PARTS; i++) {
    qsort (program->ms + i * size, (size_t) size, sizeof (double), compare);
    part[i] = program->ms[i * size + size / 2];
  }
  qsort (part, PARTS, sizeof (double), compare);
  printf ("%s %.3f %.3f %.3f %ld\n", program->name, part[0], part[1], part[2], program->resident);
}

int
main (int argc, char **argv)
{
  Program programs[PROGRAMS_MAX] = { 0 };
  int rounds = argc > 4 ? atoi (argv[1]) : 0;
  int n = argc > 4 ? read_programs (argv + 3, programs) : 0;
  if (rounds < PARTS || n == 0)
    return 75;
  for (int i = 0; i < n; i++)
    if (!(programs[i].ms = calloc ((size_t) rounds, sizeof (double))))
      return 75;
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < n; i++)
      run_once (&programs[(i + round) % n], argv[2], round);
  for (int i = 0; i < n; i++) {
    print_program (&programs[i], rounds);
    free (programs[i].ms);
  }
  return 0;
}
