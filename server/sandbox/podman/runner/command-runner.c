/*
 * Runs commands inside a sandbox for the host: to enter it anew for each, as the runtime's `exec` does, takes a tenth of
 * a second of a slow processor.
 *
 *   command-runner SOCKET
 *
 * Started as root; returns 0 once SOCKET (mode 0600) takes connections, and goes on in the background. A connection is
 * one command, with a process of its own here that carries its input and output. Who hangs up ends it.
 *
 *   to the runner     length(32, most significant byte first as all numbers), and so many bytes: words, each ended by a
 *                     zero byte. User id, group id, further group id (empty: none), folder, number of arguments, the
 *                     arguments, the environment. Then the command's input, until the sender shuts down its side.
 *   from the runner   frames: a letter, the payload's length (32 bits), the payload
 *                     O bytes       printed to standard output
 *                     E bytes       printed to standard error
 *                     X code(32)    ended, and all output was sent; 128 + n: by signal n
 *                     F words       it could not be started, and why
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* A script of a lesson has some kilobytes. */
#define REQUEST_BYTES (1024 * 1024)
#define MOST_WORDS 4096
#define PIECE_BYTES (16 * 1024)
#define HEAD_BYTES 5

static void fail(const char *what) {
  fprintf(stderr, "command-runner: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* The host has hung up where this fails: there is nobody left to tell. */
static void send_all(int to, const void *bytes, size_t length) {
  for (const char *at = bytes; length > 0;) {
    ssize_t sent = send(to, at, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) exit(0);
    at += sent;
    length -= (size_t)sent;
  }
}

static void send_frame(int to, char letter, const void *payload, size_t length) {
  unsigned char head[HEAD_BYTES] = {(unsigned char)letter};
  uint32_t size = htonl((uint32_t)length);
  memcpy(head + 1, &size, sizeof size);
  send_all(to, head, sizeof head);
  send_all(to, payload, length);
}

static void refuse(int to, const char *what) {
  char words[200];
  int length = snprintf(words, sizeof words, "%s: %s", what, strerror(errno));
  send_frame(to, 'F', words, (size_t)length);
  exit(0);
}

static void receive_all(int from, void *bytes, size_t length) {
  for (char *at = bytes; length > 0;) {
    ssize_t got = recv(from, at, length, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) exit(0);
    at += got;
    length -= (size_t)got;
  }
}

struct command {
  const char *uid, *gid, *group, *folder;
  char **argv, **env;
};

/* Words stay where they were read to. */
static struct command read_command(int from) {
  uint32_t length;
  receive_all(from, &length, sizeof length);
  length = ntohl(length);
  errno = EMSGSIZE;
  if (length == 0 || length > REQUEST_BYTES) refuse(from, "the command");
  char *text = malloc(length);
  char **words = calloc(MOST_WORDS + 2, sizeof *words);
  if (text == NULL || words == NULL) refuse(from, "the command");
  receive_all(from, text, length);
  int count = 0;
  for (size_t at = 0, start = 0; at < length; at++) {
    if (text[at] != '\0') continue;
    errno = E2BIG;
    if (count == MOST_WORDS) refuse(from, "the command");
    words[count++] = text + start;
    start = at + 1;
  }
  int arguments = count > 5 ? atoi(words[4]) : 0;
  errno = EINVAL;
  if (text[length - 1] != '\0' || arguments < 1 || arguments > count - 5) refuse(from, "the command");
  /* The arguments move down by one, so that a null pointer has room behind them. */
  memmove(words + 4, words + 5, (size_t)arguments * sizeof *words);
  words[4 + arguments] = NULL;
  return (struct command){words[0], words[1], words[2], words[3], words + 4, words + 5 + arguments};
}

static void become(struct command command, int input, int output, int errors) {
  if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) _exit(126);
  setsid();
  signal(SIGPIPE, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  gid_t group = (gid_t)atoi(command.group);
  if (setgroups(command.group[0] == '\0' ? 0 : 1, &group) || setgid((gid_t)atoi(command.gid)) ||
      setuid((uid_t)atoi(command.uid)))
    _exit(126);
  /* A learner may have removed the folder, and is not to be left without what looks for it. */
  if (chdir(command.folder) && chdir("/")) _exit(126);
  execvpe(command.argv[0], command.argv, command.env);
  _exit(127);
}

static int carry(int from, int to, char letter) {
  char piece[PIECE_BYTES];
  ssize_t got = read(from, piece, sizeof piece);
  if (got < 0 && errno == EINTR) return from;
  if (got > 0) {
    send_frame(to, letter, piece, (size_t)got);
    return from;
  }
  close(from);
  return -1;
}

/* Until nobody holds the command's output any more. */
static void carry_streams(int host, pid_t command, int input, int output, int errors) {
  static char piece[PIECE_BYTES];
  size_t length = 0, done = 0;
  int input_ended = 0;
  while (output >= 0 || errors >= 0) {
    struct pollfd watched[] = {
        {.fd = host, .events = !input_ended && done == length ? POLLIN : 0},
        {.fd = done < length ? input : -1, .events = POLLOUT},
        {.fd = output, .events = POLLIN},
        {.fd = errors, .events = POLLIN},
    };
    if (poll(watched, 4, -1) < 0) {
      if (errno == EINTR) continue;
      exit(1);
    }
    if (watched[0].revents & (POLLHUP | POLLERR) && !(watched[0].revents & POLLIN)) {
      kill(command, SIGTERM);
      exit(0);
    }
    if (watched[0].revents & POLLIN) {
      ssize_t got = recv(host, piece, sizeof piece, 0);
      input_ended = got <= 0;
      length = got > 0 && input >= 0 ? (size_t)got : 0;
      done = 0;
    }
    if (watched[1].revents) {
      ssize_t put = write(input, piece + done, length - done);
      if (put > 0) done += (size_t)put;
      /* It takes no more: the rest is read from the host and dropped. */
      if (put < 0 && errno != EAGAIN && errno != EINTR) {
        close(input);
        input = -1;
        done = length;
      }
    }
    if (input_ended && done == length && input >= 0) {
      close(input);
      input = -1;
    }
    if (watched[2].revents) output = carry(output, host, 'O');
    if (watched[3].revents) errors = carry(errors, host, 'E');
  }
}

static void serve(int host) {
  struct command command = read_command(host);
  int input[2], output[2], errors[2];
  if (pipe2(input, O_CLOEXEC) || pipe2(output, O_CLOEXEC) || pipe2(errors, O_CLOEXEC)) refuse(host, "pipe");
  pid_t started = fork();
  if (started < 0) refuse(host, "fork");
  if (started == 0) become(command, input[0], output[1], errors[1]);
  close(input[0]);
  close(output[1]);
  close(errors[1]);
  fcntl(input[1], F_SETFL, O_NONBLOCK);
  carry_streams(host, started, input[1], output[0], errors[0]);
  int status = 0;
  while (waitpid(started, &status, 0) < 0 && errno == EINTR) {}
  uint32_t code = htonl(WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 128 + (uint32_t)WTERMSIG(status));
  send_frame(host, 'X', &code, sizeof code);
}

static int start_listening(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  errno = ENAMETOOLONG;
  if (strlen(path) >= sizeof address.sun_path) fail(path);
  strcpy(address.sun_path, path);
  /* One that ended has left it. */
  unlink(path);
  umask(0177);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 64)) fail(path);
  umask(022);
  return listener;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fputs("usage: command-runner SOCKET\n", stderr);
    return 2;
  }
  int listener = start_listening(argv[1]);
  pid_t background = fork();
  if (background < 0) fail("fork");
  if (background > 0) return 0;
  setsid();
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < 3; fd++) dup2(nowhere, fd);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  /* None is waited for. */
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    int host = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (host < 0) {
      /* Short of memory or of files: that passes, or nothing here helps. */
      if (errno != EINTR && errno != ECONNABORTED) poll(NULL, 0, 10);
      continue;
    }
    pid_t served = fork();
    if (served == 0) {
      signal(SIGCHLD, SIG_DFL);
      close(listener);
      serve(host);
      return 0;
    }
    if (served < 0) {
      static const char words[] = "F\0\0\0\022no process is left";
      send(host, words, sizeof words - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    close(host);
  }
}
