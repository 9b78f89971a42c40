/*
 * idmapped-mount FOLDER FIRST COUNT
 *
 * Mounts FOLDER on itself so that what belongs to ids 0 to COUNT-1 on its file system is seen as belonging to FIRST and
 * those after it, and the other way round (mount_setattr(2), "ID-mapped mounts"). Needs root and Linux 5.12. mount(8)
 * can do the same from util-linux 2.39 on, which Debian 12 and Ubuntu 24.04 do not all have.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char child_stack[64 * 1024];

static int wait_for_end(void *unused)
{
	(void)unused;
	return pause();
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int open_of(pid_t pid, const char *name, int flags)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		fail(path);
	return fd;
}

static void write_map(pid_t pid, const char *name, const char *map)
{
	int fd = open_of(pid, name, O_WRONLY);
	if (write(fd, map, strlen(map)) < 0)
		fail(name);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: idmapped-mount FOLDER FIRST COUNT\n");
		return 2;
	}
	char map[64];
	snprintf(map, sizeof(map), "0 %s %s", argv[2], argv[3]);

	/* A mapping is handed over as a user namespace, and there is none without a process. */
	pid_t holder = clone(wait_for_end, child_stack + sizeof(child_stack), CLONE_NEWUSER | SIGCHLD, NULL);
	if (holder < 0)
		fail("clone");
	write_map(holder, "uid_map", map);
	write_map(holder, "gid_map", map);
	struct mount_attr attributes = {
		.attr_set = MOUNT_ATTR_IDMAP,
		.userns_fd = open_of(holder, "ns/user", O_RDONLY),
	};
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);

	int tree = syscall(SYS_open_tree, AT_FDCWD, argv[1], OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree < 0)
		fail("open_tree");
	if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof(attributes)) < 0)
		fail("mount_setattr");
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, argv[1], MOVE_MOUNT_F_EMPTY_PATH) < 0)
		fail("move_mount");
	return 0;
}
