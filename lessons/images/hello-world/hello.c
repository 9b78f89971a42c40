/* The whole content of the image: no C library, no shell, only two calls to the kernel. */

static const char text[] =
    "\n"
    "Hello from a container! If you can read this, your Docker works.\n"
    "\n"
    "Four parts had a hand in it:\n"
    " 1. The client: the `docker` command you typed. It only passes your wish on.\n"
    " 2. The engine: a program in the background. It looked for the image \"hello-world\",\n"
    "    did not have it yet, and so fetched it from a registry.\n"
    " 3. The image: a small pack of files, and a note saying which program to start.\n"
    "    This one holds a single program of a few kilobytes.\n"
    " 4. The container: the engine started that program in a world of its own.\n"
    "    It printed these lines, the engine sent them to the client, and it ended.\n"
    "\n"
    "Now something bigger, a shell in a container:\n"
    "  docker run -it alpine:3.19 sh\n"
    "\n";

static long call(long number, long first, long second, long third) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(first), "S"(second), "d"(third)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = first;
  register long x1 __asm__("x1") = second;
  register long x2 __asm__("x2") = third;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
#else
#error "only x86-64 and 64-bit ARM are known here"
#endif
}

#if defined(__x86_64__)
enum { WRITE = 1, EXIT = 60 };
#else
enum { WRITE = 64, EXIT = 93 };
#endif

void _start(void) {
  call(WRITE, 1, (long)text, sizeof text - 1);
  call(EXIT, 0, 0, 0);
}
