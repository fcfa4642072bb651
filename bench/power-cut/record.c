/*
 * Preloaded into a process, writes down what it does to the files below POWER_CUT_DIR: every write with its bytes, every sync.
 * SQLite's shared-memory file is left out: it is mapped, never synced, and rebuilt from the log after a power cut.
 * A record is kind and file (32 bits each), offset and length (64 bits each), then the data: what was written, or the path of a file first seen.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SEEN = 1, CREATED = 2, WRITTEN = 3, TRUNCATED = 4, SYNCED = 5, UNLINKED = 6 };
enum { DESCRIPTORS = 65536, FILES = 256 };
struct record { uint32_t kind, file; uint64_t offset, length; };

static const char *directory;
static int log_fd = -1;
static uint16_t file_of[DESCRIPTORS];
static char *paths[FILES];
static uint16_t known = 0;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
  directory = getenv("POWER_CUT_DIR");
  const char *log = getenv("POWER_CUT_LOG");
  if (directory && log) log_fd = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(uint32_t kind, uint32_t file, uint64_t offset, const void *data, uint64_t length) {
  struct record head = { kind, file, offset, length };
  struct iovec parts[2] = { { &head, sizeof head }, { (void *)data, length } };
  if (REAL(writev)(log_fd, parts, 2) != (ssize_t)(sizeof head + length)) {
    perror("power-cut: the log could not be written");
    abort();
  }
}

static int is_recorded(const char *path) {
  size_t length = strlen(path);
  if (log_fd < 0 || strncmp(path, directory, strlen(directory)) != 0) return 0;
  return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

static uint16_t file_at(const char *path) {
  for (uint16_t file = 1; file <= known; file++) if (strcmp(paths[file], path) == 0) return file;
  if (known + 1 >= FILES) abort();
  paths[++known] = strdup(path);
  note(SEEN, known, 0, path, strlen(path));
  return known;
}

static int open_recorded(__typeof__(&open) real, const char *path, int flags, mode_t mode) {
  if (!is_recorded(path)) return real(path, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat before;
  int is_new = (flags & O_CREAT) && stat(path, &before) != 0;
  int fd = real(path, flags, mode);
  int cause = errno;
  if (fd >= 0 && fd < DESCRIPTORS) {
    file_of[fd] = file_at(path);
    if (is_new) note(CREATED, file_of[fd], 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = cause;
  return fd;
}

#define MODE mode_t mode = 0; if (flags & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *path, int flags, ...) { MODE return open_recorded(REAL(open), path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_recorded(REAL(open64), path, flags, mode); }

int close(int fd) {
  if (fd >= 0 && fd < DESCRIPTORS) file_of[fd] = 0;
  return REAL(close)(fd);
}

static uint16_t recorded(int fd) { return log_fd >= 0 && fd >= 0 && fd < DESCRIPTORS ? file_of[fd] : 0; }

/* Both steps under one lock, so that the log has the order the disk saw. A failed step is no step. */
#define RECORDED(call, kind, offset, data)                                          \
  uint16_t file = recorded(fd);                                                     \
  if (!file) return call;                                                           \
  pthread_mutex_lock(&lock);                                                        \
  __typeof__(call) result = call;                                                   \
  int cause = errno;                                                                \
  if (result >= 0) note(kind, file, (uint64_t)(offset), data, data ? (uint64_t)result : 0); \
  pthread_mutex_unlock(&lock);                                                      \
  errno = cause;                                                                    \
  return result;

static const void *const NOTHING = NULL;
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { RECORDED(REAL(pwrite)(fd, bytes, count, at), WRITTEN, at, bytes) }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { RECORDED(REAL(pwrite64)(fd, bytes, count, at), WRITTEN, at, bytes) }
ssize_t write(int fd, const void *bytes, size_t count) {
  off_t at = recorded(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
  RECORDED(REAL(write)(fd, bytes, count), WRITTEN, at, bytes)
}
int ftruncate(int fd, off_t size) { RECORDED(REAL(ftruncate)(fd, size), TRUNCATED, size, NOTHING) }
int ftruncate64(int fd, off64_t size) { RECORDED(REAL(ftruncate64)(fd, size), TRUNCATED, size, NOTHING) }
int fsync(int fd) { RECORDED(REAL(fsync)(fd), SYNCED, 0, NOTHING) }
int fdatasync(int fd) { RECORDED(REAL(fdatasync)(fd), SYNCED, 0, NOTHING) }

int unlink(const char *path) {
  if (!is_recorded(path)) return REAL(unlink)(path);
  pthread_mutex_lock(&lock);
  int result = REAL(unlink)(path);
  int cause = errno;
  if (result == 0) note(UNLINKED, file_at(path), 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = cause;
  return result;
}
