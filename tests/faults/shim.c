/* Faults at will: counts the calls that write below one folder, and at the n-th does what the test asked for.
 *
 * Loaded with LD_PRELOAD. A child of the fork server arms it; until then every call goes straight through.
 * With a log it also writes down every such call and its bytes, so that a disk can be rebuilt from them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum what { NONE, KILL_BEFORE, KILL_MIDDLE, KILL_AFTER, ERROR, STICKY, SHORT, SIGNAL, BUDGET };
enum kind { OPEN, WRITE, SYNC, TRUNCATE, NAME, LOCK, MODE };

struct shared { /* read by the fork server when the child is gone */
  long calls;   /* that write, below the folder */
  long hits;    /* faults that were really given */
  long slept;   /* microseconds that SQLite would have waited */
  char name[32];
  unsigned char kinds[4096]; /* of the calls, in order */
};
static struct shared *shared;

static char folder[PATH_MAX];
static size_t folder_length;
static enum what what;
static long wanted, argument;
static int log_fd = -1, budget_left;
static char *paths[4096]; /* of open files below the folder */

struct shared *fault_init(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return shared;
}

void fault_arm(const char *below, int what_, long nth, long argument_, int log) {
  strncpy(folder, below, sizeof folder - 1);
  folder_length = strlen(folder);
  what = what_, wanted = nth, argument = argument_, log_fd = log, budget_left = (int)argument_;
  memset(shared, 0, sizeof *shared);
}

static void note(const char *op, const char *a, const char *b, long x, const void *data, size_t size) {
  if (log_fd < 0) return;
  uint32_t head[4] = {(uint32_t)strlen(a), (uint32_t)strlen(b), (uint32_t)size, 0};
  int64_t at = x;
  char name[12] = {0};
  strncpy(name, op, sizeof name - 1);
  struct iovec parts[6] = {{name, sizeof name}, {head, sizeof head}, {&at, sizeof at},
                           {(void *)a, head[0]}, {(void *)b, head[1]}, {(void *)data, size}};
  syscall(SYS_writev, log_fd, parts, 6);
}

static int below(const char *path) {
  return folder_length && path && !strncmp(path, folder, folder_length);
}

static const char *known(int fd) { return fd >= 0 && fd < 4096 ? paths[fd] : NULL; }

static void remember(int fd, const char *path) {
  if (fd < 0 || fd >= 4096) return;
  free(paths[fd]);
  paths[fd] = path ? strdup(path) : NULL;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static int fits(enum kind kind, int error) {
  if (error == ENOSPC || error == EDQUOT) return kind == OPEN || kind == WRITE || kind == SYNC || kind == NAME;
  if (error == EINTR) return kind == OPEN || kind == WRITE || kind == LOCK;
  return 1;
}

/* Returns 1 when the call must fail with errno set. `half` is told when only half of a write shall be done. */
static int before(enum kind kind, const char *name, int *half) {
  long call = ++shared->calls;
  if (call <= (long)sizeof shared->kinds) shared->kinds[call - 1] = kind;
  if (half) *half = 0;
  if (what == NONE || call < wanted || (call > wanted && what != STICKY)) return 0;
  strncpy(shared->name, name, sizeof shared->name - 1);
  switch (what) {
  case KILL_BEFORE:
    die();
  case KILL_MIDDLE:
    if (half) *half = 1;
    return 0;
  case SHORT:
    if (half) *half = 1, shared->hits++;
    return 0;
  case SIGNAL:
    shared->hits++;
    kill(getpid(), (int)argument);
    return 0;
  case ERROR:
  case STICKY:
    if (!fits(kind, (int)argument)) return 0;
    shared->hits++;
    errno = (int)argument;
    return 1;
  default:
    return 0;
  }
}

static void after(void) {
  if ((what == KILL_AFTER || what == KILL_MIDDLE) && shared->calls == wanted) die();
}

#define GUARD(kind, name, watched, call) \
  if (!(watched)) return call; \
  if (before(kind, name, NULL)) return -1; \
  int result = call; \
  int kept = errno

#define DONE \
  after(); \
  errno = kept; \
  return result

static int opened(int (*go)(int, const char *, int, mode_t), int at, const char *path, int flags, mode_t mode) {
  if (!below(path)) {
    int fd = go(at, path, flags, mode);
    remember(fd, NULL);
    return fd;
  }
  int writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
  if (writes && before(OPEN, "open", NULL)) return -1;
  int was = log_fd >= 0 && access(path, F_OK) == 0;
  int fd = go(at, path, flags, mode), kept = errno;
  remember(fd, fd < 0 ? NULL : path);
  if (fd >= 0 && writes) note(was ? (flags & O_TRUNC ? "trunc" : "open") : "create", path, "", 0, "", 0);
  if (writes) after();
  errno = kept;
  return fd;
}

static int real_openat(int at, const char *path, int flags, mode_t mode) {
  return (int)syscall(SYS_openat, at, path, flags | O_LARGEFILE, mode);
}

#define MODE(flags, last) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list list; \
    va_start(list, last); \
    mode = va_arg(list, mode_t); \
    va_end(list); \
  }

int open(const char *path, int flags, ...) { MODE(flags, flags) return opened(real_openat, AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, flags) return opened(real_openat, AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, flags) return opened(real_openat, at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, flags) return opened(real_openat, at, path, flags, mode); }

int close(int fd) {
  remember(fd, NULL);
  return (int)syscall(SYS_close, fd);
}

/* How much of a write may be done now: all, half, or what is left of a budget; -1 to fail. */
static ssize_t allowed(const char *path, const char *name, size_t size, int *cut) {
  int half = 0;
  *cut = 0;
  if (before(WRITE, name, &half)) return -1;
  if (what == BUDGET && strstr(path, "reception.json")) {
    if (budget_left <= 0) {
      shared->hits++;
      errno = ENOSPC;
      return -1;
    }
    if (size > (size_t)budget_left) size = (size_t)budget_left;
    budget_left -= (int)size;
    return (ssize_t)size;
  }
  if (half && size > 1) *cut = 1, size = size / 2;
  return (ssize_t)size;
}

ssize_t write(int fd, const void *data, size_t size) {
  const char *path = known(fd);
  if (!path) {
    if (fd == 1 && size) note("said", "", "", 0, data, size);
    return syscall(SYS_write, fd, data, size);
  }
  int cut;
  off_t at = lseek(fd, 0, SEEK_CUR);
  ssize_t todo = allowed(path, "write", size, &cut);
  if (todo < 0) return -1;
  ssize_t done = syscall(SYS_write, fd, data, (size_t)todo);
  int kept = errno;
  if (done > 0) note("write", path, "", at, data, (size_t)done);
  after();
  errno = kept;
  return done;
}

static ssize_t pwritten(int fd, const void *data, size_t size, off_t at) {
  const char *path = known(fd);
  if (!path) return syscall(SYS_pwrite64, fd, data, size, at);
  int cut;
  ssize_t todo = allowed(path, "pwrite", size, &cut);
  if (todo < 0) return -1;
  ssize_t done = syscall(SYS_pwrite64, fd, data, (size_t)todo, at);
  int kept = errno;
  if (done > 0) note("write", path, "", at, data, (size_t)done);
  after();
  errno = kept;
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwritten(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwritten(fd, data, size, at); }

static int synced(int fd, const char *name, long number) {
  const char *path = known(fd);
  if (!path) return (int)syscall(number, fd);
  GUARD(SYNC, name, path, (int)syscall(number, fd));
  if (!result) note("sync", path, "", 0, "", 0);
  DONE;
}
int fsync(int fd) { return synced(fd, "fsync", SYS_fsync); }
int fdatasync(int fd) { return synced(fd, "fdatasync", SYS_fdatasync); }

static int truncated(int fd, off_t size) {
  const char *path = known(fd);
  GUARD(TRUNCATE, "ftruncate", path, (int)syscall(SYS_ftruncate, fd, size));
  if (!result) note("truncate", path, "", size, "", 0);
  DONE;
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

int rename(const char *from, const char *to) {
  GUARD(NAME, "rename", below(to), (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
  if (!result) note("rename", from, to, 0, "", 0);
  DONE;
}
int renameat(int a, const char *from, int b, const char *to) {
  GUARD(NAME, "rename", below(to), (int)syscall(SYS_renameat, a, from, b, to));
  if (!result) note("rename", from, to, 0, "", 0);
  DONE;
}
int link(const char *from, const char *to) {
  GUARD(NAME, "link", below(to), (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
  if (!result) note("link", from, to, 0, "", 0);
  DONE;
}
int unlink(const char *path) {
  GUARD(MODE, "unlink", below(path), (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0));
  if (!result) note("unlink", path, "", 0, "", 0);
  DONE;
}
int rmdir(const char *path) {
  GUARD(MODE, "rmdir", below(path), (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR));
  if (!result) note("unlink", path, "", 0, "", 0);
  DONE;
}
int mkdir(const char *path, mode_t mode) {
  GUARD(NAME, "mkdir", below(path), (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode));
  if (!result) note("mkdir", path, "", 0, "", 0);
  DONE;
}
int chmod(const char *path, mode_t mode) {
  GUARD(MODE, "chmod", below(path), (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode));
  DONE;
}
int fchmod(int fd, mode_t mode) {
  GUARD(MODE, "fchmod", known(fd), (int)syscall(SYS_fchmod, fd, mode));
  DONE;
}
int flock(int fd, int operation) {
  GUARD(LOCK, "flock", known(fd), (int)syscall(SYS_flock, fd, operation));
  DONE;
}

static int controlled(int fd, int command, void *value) {
  int locks = command == F_SETLK || command == F_SETLKW;
  GUARD(LOCK, "fcntl", locks && known(fd), (int)syscall(SYS_fcntl, fd, command, value));
  DONE;
}
#define VALUE \
  va_list list; \
  va_start(list, command); \
  void *value = va_arg(list, void *); \
  va_end(list)
int fcntl(int fd, int command, ...) { VALUE; return controlled(fd, command, value); }
int fcntl64(int fd, int command, ...) { VALUE; return controlled(fd, command, value); }

int usleep(useconds_t time) { /* nobody waits here: what would have been waited is added up */
  if (!folder_length) return (int)syscall(SYS_nanosleep, &(struct timespec){time / 1000000, time % 1000000 * 1000}, 0);
  shared->slept += time;
  return 0;
}
int nanosleep(const struct timespec *time, struct timespec *left) {
  (void)left;
  return usleep((useconds_t)(time->tv_sec * 1000000 + time->tv_nsec / 1000));
}
