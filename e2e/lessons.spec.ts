import { expect, test } from "./fixtures.ts";

test("your first container, from the first task to the last", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.run("docker run hello-world");
  await lesson.expectDone("run-hello");

  await lesson.next();
  await lesson.answer("read-command", "hello-world");
  await expect(lesson.task("read-command")).toContainText("That is the image");
  await lesson.answer("read-command", "/hello");
  await lesson.expectDone("read-command");

  await lesson.next();
  await lesson.run("docker run --name latern hello-world");
  await expect(lesson.task("name-it")).toContainText("lantern");
  await lesson.run("docker run --name lantern hello-world");
  await lesson.expectDone("name-it");

  await lesson.next();
  await lesson.run("docker run --name beacon -d nginx");
  await lesson.expectDone("keep-running");

  await lesson.next();
  await lesson.run("docker run --name storm alpine:3.19 sh -c 'exit 7'");
  await lesson.expectDone("choose-code");

  await lesson.next();
  await lesson.run("docker rm lantern");
  await lesson.expectDone("remove");
  await lesson.run("docker stop beacon");
  await lesson.run("docker rm beacon");
  await lesson.expectDone("stop-and-remove");
  await lesson.run("docker run --rm --name flare hello-world");
  await lesson.expectDone("remove-by-itself");
  await page.goto("/");
  await expect(page.getByRole("listitem").filter({ hasText: "Your first container" })).toContainText(
    "Complete",
  );
});

test("life and death of PID 1, with the shell inside the container", async ({ lesson, page }) => {
  await lesson.open("life-and-death-of-pid-1");
  await lesson.run("docker run alpine:3.19");
  await lesson.expectDone("ended-at-once");

  await lesson.next();
  await lesson.run("docker run --name nap --rm -d alpine:3.19 sleep 600");
  await lesson.expectDone("nap-running");

  await lesson.next();
  await lesson.run("docker exec -it nap sh");
  await lesson.expectDone("shell-inside");
  await lesson.expectText(/\/ #\s*$/);
  // The shell of a container waits for the lesson's next command: nothing is asked.
  await page.getByRole("button", { name: "Run in the terminal" }).nth(1).click();
  await lesson.expectText(/1 root .*sleep 600/);
  await lesson.answer("number-inside", "1");
  await lesson.expectDone("number-inside");

  await lesson.next();
  await lesson.run("exit");
  // Docker's client reads on until it ends: what is typed before that is lost, as in any terminal.
  await lesson.expectText(/# exit\s*learner@lab:~\$/);
  await lesson.run("clear; pgrep -x -f 'sleep 600' | sed 's/^/pid=/'");
  await lesson.expectText(/pid=\d+/);
  const pid = /pid=(\d+)/.exec((await lesson.screen.textContent()) ?? "")?.[1] ?? "";
  await lesson.answer("number-outside", "1");
  await expect(lesson.task("number-outside")).toContainText("its number inside");
  await lesson.answer("number-outside", pid);
  await lesson.expectDone("number-outside");

  await lesson.next();
  await lesson.run(`sudo kill -9 ${pid}`);
  await lesson.expectDone("kill-from-outside");

  await lesson.next();
  await lesson.run("docker run --name siesta -d alpine:3.19 sleep 600");
  await lesson.run("sudo kill -9 $(docker inspect -f '{{.State.Pid}}' siesta)");
  await lesson.expectDone("code-137");
  expect(page.url()).toContain("life-and-death");
});

test("files that outlive containers, with a page written in nano", async ({ lesson, page }) => {
  await lesson.open("files-that-outlive-containers");
  await lesson.run("docker run --name logbook alpine:3.19 sh -c 'echo wind > /log.txt; cat /log.txt'");
  await lesson.expectText("wind");
  await lesson.run("docker rm logbook");
  await lesson.expectDone("lose-it");

  await lesson.next();
  await lesson.run("mkdir site");
  await lesson.run("nano site/index.html");
  await lesson.expectText("GNU nano");
  await lesson.type("<h1>Departures</h1>");
  await page.keyboard.press("Control+o");
  await lesson.expectText(/Write to File|File Name to Write/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+x");
  await lesson.expectDone("write-page");

  await lesson.next();
  await lesson.run('docker run --name board -v "$(pwd)/site:/usr/share/nginx/html:ro" -d nginx');
  await lesson.expectDone("serve-page");
  await lesson.run("clear; docker inspect -f 'ip={{.NetworkSettings.IPAddress}}=' board");
  await lesson.expectText(/ip=[\d.]+=/);
  const address = /ip=([\d.]+)=/.exec((await lesson.screen.textContent()) ?? "")?.[1] ?? "";
  await lesson.run(`curl http://${address}`);
  await lesson.expectText("<h1>Departures</h1>");
  await lesson.answer("find-address", address);
  await lesson.expectDone("find-address");

  await lesson.next();
  await lesson.run("echo '<p>Berth 8: pilot boat</p>' >> site/index.html");
  await lesson.expectDone("change-page");

  await lesson.next();
  await lesson.run("clear; docker exec board sh -c 'echo no > /usr/share/nginx/html/index.html'");
  await lesson.expectText("Read-only file system");
  await lesson.answer("read-only", "Read-only file system");
  await lesson.expectDone("read-only");

  await lesson.next();
  await lesson.run(
    "docker run --name clerk -v ledger:/data alpine:3.19 sh -c 'echo paid >> /data/berths.txt'",
  );
  await lesson.run("docker rm clerk");
  await lesson.run("docker run --name relief -v ledger:/data alpine:3.19 cat /data/berths.txt");
  await lesson.expectDone("keep-it");
});
