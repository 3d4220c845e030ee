// Preloaded into a program: writes down, in order, what becomes of the files of one folder ($WATCHED) into $WATCHED_LOG, and answers every sync at once.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 1024
static char names[MOST][512];
static int log_fd = -1, ready = 0;
static const char *folder = 0;

static void begin(void) {
    if (ready) return;
    ready = 1;
    folder = getenv("WATCHED");
    const char *log = getenv("WATCHED_LOG");
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    if (folder && log) log_fd = next(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static int inside(const char *path) {
    begin();
    return folder && log_fd >= 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static const char *watched(int fd) { return fd >= 0 && fd < MOST && names[fd][0] ? names[fd] : 0; }

static void put(char what, const char *path, int64_t at, uint32_t length, const void *data) {
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    char entry[16 + 512];
    uint16_t size = (uint16_t)strlen(path);
    entry[0] = what;
    memcpy(entry + 1, &size, 2);
    memcpy(entry + 3, &at, 8);
    memcpy(entry + 11, &length, 4);
    memcpy(entry + 15, path, size);
    if (next(log_fd, entry, 15 + size) < 0 || (length && data && next(log_fd, data, length) < 0)) abort();
}

static int opened(const char *path, int flags, int fd, int was) {
    if (fd < 0 || fd >= MOST) return fd;
    names[fd][0] = 0;
    if (inside(path)) {
        strncpy(names[fd], path, 511);
        if (!was && (flags & O_CREAT)) put('C', path, 0, 0, 0);
        if (was && (flags & O_TRUNC)) put('T', path, 0, 0, 0);
    }
    return fd;
}

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        int mode = (flags & O_CREAT) ? va_arg(more, int) : 0;             \
        va_end(more);                                                     \
        int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);    \
        int was = access(path, F_OK) == 0;                                \
        return opened(path, flags, next(path, flags, mode), was);         \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    int (*next)(int) = dlsym(RTLD_NEXT, "close");
    if (fd >= 0 && fd < MOST) names[fd][0] = 0;
    return next(fd);
}

#define PWRITE(name, off)                                                              \
    ssize_t name(int fd, const void *data, size_t length, off at) {                    \
        ssize_t (*next)(int, const void *, size_t, off) = dlsym(RTLD_NEXT, #name);     \
        ssize_t done = next(fd, data, length, at);                                     \
        if (done > 0 && watched(fd)) put('W', watched(fd), at, (uint32_t)done, data);  \
        return done;                                                                   \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t length) {
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    off_t at = watched(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = next(fd, data, length);
    if (done > 0 && watched(fd)) put('W', watched(fd), at, (uint32_t)done, data);
    return done;
}

#define TRUNCATE(name, off)                                       \
    int name(int fd, off size) {                                  \
        int (*next)(int, off) = dlsym(RTLD_NEXT, #name);          \
        int done = next(fd, size);                                \
        if (!done && watched(fd)) put('T', watched(fd), size, 0, 0); \
        return done;                                              \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                   \
    int name(int fd) {                               \
        int (*next)(int) = dlsym(RTLD_NEXT, #name);  \
        if (!watched(fd)) return next(fd);           \
        put('S', watched(fd), 0, 0, 0);              \
        return 0;                                    \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    int (*next)(const char *) = dlsym(RTLD_NEXT, "unlink");
    int done = next(path);
    if (!done && inside(path)) put('U', path, 0, 0, 0);
    return done;
}
