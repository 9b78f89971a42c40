/*
 * Holds one shell on a pty inside a sandbox, so that the shell outlives whoever looks at it.
 *
 *   terminal-keeper SOCKET COLS ROWS UID GID GROUP PROGRAM [ARGUMENT...]
 *
 * Started as root; returns 0 once SOCKET (mode 0600) takes connections, and goes on in the background. PROGRAM runs as
 * UID, GID and the further group GROUP, with the environment and folder it was started with.
 *
 * One reader at a time: whoever connects takes the place of the one before. Every byte the program has ever printed has
 * a number, from 0. Bytes are kept until the reader has said that they are safe with it; while KEPT_BYTES wait for that,
 * the pty is not read and the program blocks on it. So no byte is lost when a reader dies, and the next one asks for
 * what it lacks.
 *
 * Frames, both ways: a letter, the payload's length (32 bits, most significant byte first as all numbers), the payload.
 *   from the reader   H first(64)   hello: send output from byte `first` on. Must come first.
 *                     I bytes       input for the program
 *                     S cols(16) rows(16)
 *                     A upto(64)    output before byte `upto` is safe
 *                     Q             asks what is in the foreground
 *                     K             hangs up
 *   to the reader     W first(64)   the first byte that follows: `first` of the hello, or the oldest still kept
 *                     O bytes       output
 *                     F name        in the foreground: the program of this name; empty = the shell itself
 *                     X code(32)    the program has ended, all its output was sent. Acknowledged whole, the keeper ends.
 */
#define _GNU_SOURCE
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* What the reader may be late with writing down before a program waits for it: a disk takes some milliseconds. */
#define KEPT_BYTES (1024 * 1024)
#define FRAME_BYTES (64 * 1024)
/* What still has to be drawn after Ctrl-C has ended a flood is not read far ahead of a reader, nor left to its socket. */
#define AHEAD_BYTES FRAME_BYTES
#define SOCKET_BYTES (32 * 1024)
#define HEAD_BYTES 5
/* A paste waits here while the program does not read; beyond it the reader's socket fills. */
#define INPUT_BYTES (64 * 1024)
/* A shell that does not go when it is hung up on is ended by force after this time. */
#define HANGUP_MS 2000
/* As much at once, or as many frames with neither a pause nor input between them, are a busy program's, and no key's
 * echo: what it prints next is waited for and goes along, since each frame costs two processes a wake-up. A pty holds
 * some 12 KB, which a program that does nothing else prints in about this time; read more often it would be read by the
 * line, since the kernel hands each of them over at once where programs have less of the processor than it has. */
#define BUSY_BYTES (4 * 1024 - 1)
#define BUSY_FRAMES 8
#define PAUSE_NS (3 * 1000 * 1000)
#define GATHER_NS (200 * 1000)
#define MOST_GATHERS 8
#define WORTH_SENDING_BYTES (32 * 1024)
/* What the shell printed last is there at once; only a program it left behind holds the pty open for longer. */
#define LAST_WORDS_MS 200

static struct {
  int master, listener, reader, signals;
  pid_t shell;
  const char *path;
  int ended, over, code;
  int64_t hangup_deadline, last_words_deadline;
} keeper = {.master = -1, .reader = -1, .hangup_deadline = -1, .last_words_deadline = -1};

/* Output: bytes [safe, end) are in the ring; [safe, sent) have been sent to this reader. */
static struct {
  unsigned char ring[KEPT_BYTES];
  uint64_t safe, sent, end;
  int greeted, exit_sent;
  /* Frames since the last pause or input, and when the latest of them was begun. */
  int frames;
  int64_t framed_ns;
} out;

/* A frame on its way: its head and any short payload, then `body` bytes of the ring. */
static struct {
  unsigned char head[HEAD_BYTES + 64];
  size_t head_length, head_done, body;
} sending;

/* Frames waiting for a place between two output frames. */
static struct {
  unsigned char bytes[256];
  size_t length;
} notes;

static struct {
  unsigned char head[HEAD_BYTES];
  size_t head_done;
  uint32_t left;
  unsigned char small[16];
  size_t small_length;
} receiving;

static struct {
  unsigned char bytes[INPUT_BYTES];
  size_t start, length;
} in;

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t now_ms(void) { return now_ns() / 1000000; }

static void fail(const char *what) {
  fprintf(stderr, "terminal-keeper: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t min64(uint64_t a, uint64_t b) { return a < b ? a : b; }

static int is_paused(int64_t now) { return now - out.framed_ns > PAUSE_NS; }

static void count_frame(void) {
  int64_t now = now_ns();
  out.frames = is_paused(now) ? 1 : out.frames + 1;
  out.framed_ns = now;
}

static void put_note(char letter, const void *payload, uint32_t length) {
  if (notes.length + HEAD_BYTES + length > sizeof notes.bytes) return;
  uint32_t size = htobe32(length);
  notes.bytes[notes.length] = (unsigned char)letter;
  memcpy(notes.bytes + notes.length + 1, &size, sizeof size);
  memcpy(notes.bytes + notes.length + HEAD_BYTES, payload, length);
  notes.length += HEAD_BYTES + length;
}

static void drop_reader(void) {
  if (keeper.reader >= 0) close(keeper.reader);
  keeper.reader = -1;
  out.greeted = out.exit_sent = 0;
  memset(&sending, 0, sizeof sending);
  memset(&receiving, 0, sizeof receiving);
  notes.length = 0;
}

/* Sends all that is there, as far as the reader takes it. */
static void send_output(void) {
  while (keeper.reader >= 0) {
    if (sending.head_done < sending.head_length) {
      ssize_t n = send(keeper.reader, sending.head + sending.head_done, sending.head_length - sending.head_done,
                       MSG_NOSIGNAL | (sending.body ? MSG_MORE : 0));
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (n < 0) return drop_reader();
      sending.head_done += (size_t)n;
      continue;
    }
    if (sending.body > 0) {
      size_t at = out.sent % KEPT_BYTES;
      size_t piece = min64(sending.body, KEPT_BYTES - at);
      ssize_t n = send(keeper.reader, out.ring + at, piece, MSG_NOSIGNAL);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (n < 0) return drop_reader();
      out.sent += (uint64_t)n;
      sending.body -= (size_t)n;
      continue;
    }
    if (notes.length > 0) {
      /* One note at a time: it fits into the head. */
      uint32_t length;
      memcpy(&length, notes.bytes + 1, sizeof length);
      size_t whole = HEAD_BYTES + be32toh(length);
      memcpy(sending.head, notes.bytes, whole);
      memmove(notes.bytes, notes.bytes + whole, notes.length - whole);
      notes.length -= whole;
      sending.head_length = whole;
      sending.head_done = 0;
      continue;
    }
    if (!out.greeted) return;
    if (out.sent < out.end) {
      sending.body = min64(out.end - out.sent, FRAME_BYTES);
      uint32_t size = htobe32((uint32_t)sending.body);
      sending.head[0] = 'O';
      memcpy(sending.head + 1, &size, sizeof size);
      sending.head_length = HEAD_BYTES;
      sending.head_done = 0;
      count_frame();
      continue;
    }
    if (keeper.ended && keeper.master < 0 && !out.exit_sent) {
      uint32_t code = htobe32((uint32_t)keeper.code);
      put_note('X', &code, sizeof code);
      out.exit_sent = 1;
      continue;
    }
    return;
  }
}

static void close_master(void) {
  if (keeper.master >= 0) close(keeper.master);
  keeper.master = -1;
}

static int frame_on_its_way(void) {
  return sending.head_done < sending.head_length || sending.body > 0 || notes.length > 0;
}

/* Notes that the program has ended and its reader has all of it, which stays so when the reader is gone. */
static void note_if_over(void) {
  if (keeper.ended && keeper.master < 0 && out.exit_sent && out.safe == out.end && !frame_on_its_way()) keeper.over = 1;
}

/* No more is to be read from the program for now. */
static int is_full(void) {
  return out.end - out.safe >= KEPT_BYTES || (out.greeted && out.end - out.sent >= AHEAD_BYTES);
}

/* Reads what the program has printed, until nothing more is there or enough is. */
static void read_program(void) {
  while (keeper.master >= 0 && !is_full()) {
    size_t at = out.end % KEPT_BYTES;
    size_t room = min64(KEPT_BYTES - (out.end - out.safe), KEPT_BYTES - at);
    ssize_t n = read(keeper.master, out.ring + at, room);
    if (n > 0) {
      out.end += (uint64_t)n;
      if (n < BUSY_BYTES && out.end - out.sent >= BUSY_BYTES) return;
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN && (!keeper.ended || now_ms() < keeper.last_words_deadline)) return;
    close_master();
  }
}

static void write_program(void) {
  while (keeper.master >= 0 && in.length > 0) {
    ssize_t n = write(keeper.master, in.bytes + in.start, in.length);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0) n = (ssize_t)in.length;
    out.frames = 0;
    in.start += (size_t)n;
    in.length -= (size_t)n;
  }
  in.start = 0;
}

static void hang_up(void) {
  if (keeper.ended || keeper.hangup_deadline >= 0) return;
  /* Closing the pty hangs up on the shell and on what runs in its foreground. */
  close_master();
  keeper.hangup_deadline = now_ms() + HANGUP_MS;
}

static void tell_foreground(void) {
  char name[32] = "";
  pid_t group = keeper.master < 0 ? -1 : tcgetpgrp(keeper.master);
  if (group > 0 && group != keeper.shell) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/comm", (int)group);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = file < 0 ? -1 : read(file, name, sizeof name - 1);
    if (file >= 0) close(file);
    if (n <= 0) strcpy(name, "?\n");
    name[strcspn(name, "\n")] = 0;
  }
  put_note('F', name, (uint32_t)strlen(name));
}

static void set_size(const unsigned char *payload) {
  uint16_t cols, rows;
  memcpy(&cols, payload, sizeof cols);
  memcpy(&rows, payload + 2, sizeof rows);
  struct winsize size = {.ws_col = be16toh(cols), .ws_row = be16toh(rows)};
  if (keeper.master >= 0) ioctl(keeper.master, TIOCSWINSZ, &size);
}

static uint64_t number_of(const unsigned char *payload) {
  uint64_t number;
  memcpy(&number, payload, sizeof number);
  return be64toh(number);
}

static void greet(uint64_t first) {
  out.sent = first < out.safe || first > out.end ? out.safe : first;
  out.greeted = 1;
  uint64_t answer = htobe64(out.sent);
  put_note('W', &answer, sizeof answer);
}

static void take_small_frame(char letter) {
  const unsigned char *payload = receiving.small;
  size_t length = receiving.small_length;
  if (letter == 'H' && length == 8) greet(number_of(payload));
  else if (letter == 'S' && length == 4) set_size(payload);
  else if (letter == 'Q' && length == 0) tell_foreground();
  else if (letter == 'K' && length == 0) hang_up();
  else if (letter == 'A' && length == 8) {
    uint64_t upto = number_of(payload);
    if (upto > out.safe && upto <= out.sent) out.safe = upto;
    note_if_over();
  } else drop_reader();
}

/* Reads frames until the reader has no more to say or the program's input is full. */
static void read_reader(void) {
  while (keeper.reader >= 0) {
    if (receiving.head_done < HEAD_BYTES) {
      ssize_t n = recv(keeper.reader, receiving.head + receiving.head_done, HEAD_BYTES - receiving.head_done, 0);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (n <= 0) return drop_reader();
      receiving.head_done += (size_t)n;
      if (receiving.head_done < HEAD_BYTES) continue;
      uint32_t length;
      memcpy(&length, receiving.head + 1, sizeof length);
      receiving.left = be32toh(length);
      receiving.small_length = 0;
      if (receiving.head[0] != 'I' && receiving.left > sizeof receiving.small) return drop_reader();
    }
    char letter = (char)receiving.head[0];
    while (receiving.left > 0) {
      unsigned char *place = receiving.small + receiving.small_length;
      size_t room = receiving.left;
      if (letter == 'I') {
        if (keeper.master < 0) in.start = in.length = 0;
        if (in.start + in.length == INPUT_BYTES) {
          memmove(in.bytes, in.bytes + in.start, in.length);
          in.start = 0;
        }
        place = in.bytes + in.start + in.length;
        room = min64(room, INPUT_BYTES - in.start - in.length);
        if (room == 0) return;
      }
      ssize_t n = recv(keeper.reader, place, room, 0);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) return write_program();
      if (n <= 0) return drop_reader();
      receiving.left -= (uint32_t)n;
      if (letter == 'I') in.length += (size_t)n;
      else receiving.small_length += (size_t)n;
      if (letter == 'I') write_program();
    }
    receiving.head_done = 0;
    if (letter != 'I') take_small_frame(letter);
  }
}

static void take_reader(void) {
  int next = accept4(keeper.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (next < 0) return;
  /* What the one before had still said counts. */
  read_reader();
  if (keeper.over) {
    /* Whoever comes now finds what they would a moment later. */
    close(next);
    return;
  }
  drop_reader();
  keeper.reader = next;
  setsockopt(next, SOL_SOCKET, SO_SNDBUF, &(int){SOCKET_BYTES}, sizeof(int));
}

static void reap(void) {
  struct signalfd_siginfo news;
  while (read(keeper.signals, &news, sizeof news) == sizeof news) {
    if (news.ssi_signo == SIGTERM) hang_up();
  }
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    if (pid != keeper.shell) continue;
    keeper.ended = 1;
    keeper.last_words_deadline = now_ms() + LAST_WORDS_MS;
    keeper.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
}

static void start_shell(char **argv, struct winsize size, uid_t uid, gid_t gid, gid_t group) {
  keeper.shell = forkpty(&keeper.master, NULL, NULL, &size);
  if (keeper.shell < 0) fail("no pty");
  if (keeper.shell == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGHUP, SIG_DFL);
    if (setgroups(1, &group) || setgid(gid) || setuid(uid)) _exit(126);
    execvp(argv[0], argv);
    _exit(127);
  }
  fcntl(keeper.master, F_SETFL, O_NONBLOCK);
  fcntl(keeper.master, F_SETFD, FD_CLOEXEC);
}

static void start_listening(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(keeper.path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    fail(keeper.path);
  }
  strcpy(address.sun_path, keeper.path);
  umask(0177);
  keeper.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (keeper.listener < 0 || bind(keeper.listener, (struct sockaddr *)&address, sizeof address) ||
      listen(keeper.listener, 8))
    fail(keeper.path);
  umask(022);
}

static int is_busy(uint64_t unsent) {
  return unsent >= BUSY_BYTES || (out.frames >= BUSY_FRAMES && !is_paused(now_ns()));
}

/* A busy program's output waits to be sent, and there is room for more of it. `before`: what was printed by then. */
static int is_worth_waiting(uint64_t before) {
  uint64_t unsent = out.end - out.sent;
  return out.greeted && !keeper.ended && !frame_on_its_way() && out.end > before && unsent < WORTH_SENDING_BYTES &&
         !is_full() && is_busy(unsent);
}

/* Milliseconds until something is due, or -1. */
static int next_deadline(void) {
  int64_t due = keeper.hangup_deadline;
  /* The last words wait for the reader where there is no room for them. */
  if (keeper.ended) due = keeper.master < 0 || is_full() ? -1 : keeper.last_words_deadline;
  if (due < 0) return -1;
  int64_t left = due - now_ms();
  return left < 0 ? 0 : (int)left;
}

static void keep(void) {
  int gathers = 0;
  while (!keeper.over) {
    int full = is_full();
    int more = !gathers && (frame_on_its_way() || (out.greeted && out.sent < out.end));
    int input_full = in.length == INPUT_BYTES;
    short reader_wants = (input_full ? 0 : POLLIN) | (more ? POLLOUT : 0);
    struct pollfd watched[] = {
        {.fd = keeper.signals, .events = POLLIN},
        {.fd = keeper.listener, .events = POLLIN},
        {.fd = keeper.reader, .events = reader_wants},
        {.fd = full && in.length == 0 ? -1 : keeper.master,
         .events = (full || gathers ? 0 : POLLIN) | (in.length > 0 ? POLLOUT : 0)},
    };
    int left = next_deadline();
    struct timespec pause = {.tv_sec = gathers ? 0 : left / 1000, .tv_nsec = gathers ? GATHER_NS : left % 1000 * 1000000};
    if (ppoll(watched, 4, gathers || left >= 0 ? &pause : NULL, NULL) < 0 && errno != EINTR) fail("poll");
    if (watched[0].revents) reap();
    if (keeper.hangup_deadline >= 0 && !keeper.ended && now_ms() >= keeper.hangup_deadline) {
      kill(keeper.shell, SIGKILL);
      keeper.hangup_deadline = now_ms() + HANGUP_MS;
    }
    if (watched[1].revents) take_reader();
    else if (input_full && watched[2].revents & (POLLHUP | POLLERR)) drop_reader();
    else if (watched[2].revents & (POLLIN | POLLHUP | POLLERR)) read_reader();
    write_program();
    uint64_t before = out.end;
    if (watched[3].revents || keeper.ended || gathers) read_program();
    gathers = gathers < MOST_GATHERS && is_worth_waiting(before) ? gathers + 1 : 0;
    if (!gathers) send_output();
    note_if_over();
  }
}

int main(int argc, char **argv) {
  if (argc < 8) {
    fputs("usage: terminal-keeper SOCKET COLS ROWS UID GID GROUP PROGRAM [ARGUMENT...]\n", stderr);
    return 2;
  }
  keeper.path = argv[1];
  struct winsize size = {.ws_col = (unsigned short)atoi(argv[2]), .ws_row = (unsigned short)atoi(argv[3])};
  start_listening();
  pid_t background = fork();
  if (background < 0) fail("fork");
  if (background > 0) return 0;
  setsid();
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < 3; fd++) dup2(nowhere, fd);
  sigset_t handled;
  sigemptyset(&handled);
  sigaddset(&handled, SIGCHLD);
  sigaddset(&handled, SIGTERM);
  sigprocmask(SIG_BLOCK, &handled, NULL);
  signal(SIGHUP, SIG_IGN);
  keeper.signals = signalfd(-1, &handled, SFD_NONBLOCK | SFD_CLOEXEC);
  if (keeper.signals < 0) return 1;
  start_shell(argv + 7, size, (uid_t)atoi(argv[4]), (gid_t)atoi(argv[5]), (gid_t)atoi(argv[6]));
  keep();
  unlink(keeper.path);
  return 0;
}
