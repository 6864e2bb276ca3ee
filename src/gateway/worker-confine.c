/* The system calls are filtered by a list of what is allowed: reading a message needs some forty, and whatever a
 * later kernel brings is refused without our knowing its name.  A refused call fails with EPERM, so that a library
 * that merely tries something goes on.  No privilege is needed. */
#include "config.h"

#include "gateway/worker-confine.h"

#include <errno.h>
#include <iconv.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define FILES 16

#if defined __has_feature
#if __has_feature (address_sanitizer)
#define UNLIMITED_MEMORY 1
#endif
#elif defined __SANITIZE_ADDRESS__
#define UNLIMITED_MEMORY 1
#endif

#if defined __x86_64__
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__ && !defined __AARCH64EB__
#define OUR_ARCH AUDIT_ARCH_AARCH64
#elif defined __riscv && __riscv_xlen == 64
#define OUR_ARCH AUDIT_ARCH_RISCV64
#elif defined __powerpc64__ && defined __LITTLE_ENDIAN__
#define OUR_ARCH AUDIT_ARCH_PPC64LE
#elif defined __s390x__
#define OUR_ARCH AUDIT_ARCH_S390X
#endif

/* iconv loads a table from a file at the first use of a charset, and keeps it while a handle is open. */
static const char *const charsets[] = {
  "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8",
  "ISO-8859-9", "ISO-8859-10", "ISO-8859-11", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16",
  "WINDOWS-874", "WINDOWS-932", "WINDOWS-936", "WINDOWS-31J", "CP949", "CP950", "WINDOWS-1250", "WINDOWS-1251",
  "WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258",
  "CP437", "CP737", "CP775", "CP850", "CP852", "CP855", "CP856", "CP857", "CP858", "CP860", "CP861", "CP862",
  "CP863", "CP864", "CP865", "CP866", "CP869", "CP1125", "KOI8-R", "KOI8-U", "KOI8-T", "KOI8-RU", "KOI-8",
  "MACINTOSH", "MAC-CENTRALEUROPE", "MAC-CYRILLIC", "MAC-UK", "MAC-IS", "SHIFT_JIS", "SHIFT_JISX0213", "EUC-JP",
  "EUC-JP-MS", "EUC-JISX0213", "ISO-2022-JP", "ISO-2022-JP-2", "ISO-2022-JP-3", "ISO-2022-KR", "ISO-2022-CN",
  "ISO-2022-CN-EXT", "EUC-KR", "UHC", "JOHAB", "GB2312", "EUC-CN", "GBK", "GB18030", "HZ", "BIG5", "BIG5-HKSCS",
  "EUC-TW", "TIS-620", "VISCII", "TCVN5712-1", "ARMSCII-8", "GEORGIAN-ACADEMY", "GEORGIAN-PS", "PT154", "RK1048",
  "ISIRI-3342", "TSCII", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UCS-2", "UCS-4", "US-ASCII", "UTF-8",
  "UTF-7",
};

static const int allowed[] = {
  SYS_recvmsg, SYS_sendto, SYS_sendmsg, SYS_mmap, SYS_munmap, SYS_close, SYS_getrusage, SYS_brk, SYS_mremap,
  SYS_madvise, SYS_mprotect, SYS_read, SYS_write, SYS_recvfrom, SYS_lseek, SYS_fstat, SYS_fcntl, SYS_futex,
  SYS_clock_gettime, SYS_gettimeofday, SYS_getrandom, SYS_getpid, SYS_gettid, SYS_rt_sigreturn, SYS_rt_sigaction,
  SYS_rt_sigprocmask, SYS_sigaltstack, SYS_sched_yield, SYS_restart_syscall, SYS_nanosleep, SYS_clock_nanosleep,
  SYS_ppoll, SYS_exit, SYS_exit_group,
#ifdef SYS_poll
  SYS_poll,
#endif
#ifdef SYS_time
  SYS_time,
#endif
};

#define ALLOW BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define LOAD(offset) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, (guint32) (offset))
#define UNLESS(value, skip) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) (value), 0, skip)

void
pt_confine_prepare (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    iconv_open ("UTF-8", charsets[i]); /* stays open for the life of the process, unless iconv does not know it */
}

static void
limit (__rlimit_resource_t resource, rlim_t most)
{
  struct rlimit both = { most, most };
  setrlimit (resource, &both);
}

void
pt_confine_limit (gsize memory)
{
#ifndef UNLIMITED_MEMORY
  limit (RLIMIT_AS, memory);
#else
  (void) memory; /* its shadow alone is larger */
#endif
  limit (RLIMIT_FSIZE, 0);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_NOFILE, FILES);
}

/* The soft limit alone: it has to go up again for the next message. */
void
pt_confine_time (guint seconds)
{
  struct rusage used;
  struct rlimit cpu;
  if (getrusage (RUSAGE_SELF, &used) != 0 || getrlimit (RLIMIT_CPU, &cpu) != 0)
    return;
  cpu.rlim_cur = (rlim_t) (used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
  if (cpu.rlim_max == RLIM_INFINITY || cpu.rlim_cur < cpu.rlim_max)
    setrlimit (RLIMIT_CPU, &cpu);
}

#ifdef OUR_ARCH
static const struct sock_filter filter_start[] = {
  LOAD (offsetof (struct seccomp_data, arch)),
  UNLESS (OUR_ARCH, 1),
  LOAD (offsetof (struct seccomp_data, nr)),
};

/* Limits of the own process (pid 0) only. */
static const struct sock_filter filter_end[] = {
  UNLESS (SYS_prlimit64, 5),
  LOAD (offsetof (struct seccomp_data, args[0])),
  UNLESS (0, 3),
  LOAD (offsetof (struct seccomp_data, args[0]) + 4),
  UNLESS (0, 1),
  ALLOW,
  REFUSE,
};

static gboolean
filter_system_calls (void)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (struct sock_filter));
  g_array_append_vals (rows, filter_start, G_N_ELEMENTS (filter_start));
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++) {
    const struct sock_filter row[] = { UNLESS (allowed[i], 1), ALLOW };
    g_array_append_vals (rows, row, G_N_ELEMENTS (row));
  }
  g_array_append_vals (rows, filter_end, G_N_ELEMENTS (filter_end));
  struct sock_fprog program = { (unsigned short) rows->len, (struct sock_filter *) (gpointer) rows->data };
  return prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}
#else
static gboolean
filter_system_calls (void)
{
  return FALSE;
}
#endif

gboolean
pt_confine (void)
{
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0); /* no core even to a pipe, and no tracing by a sibling */
  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter_system_calls ();
}
