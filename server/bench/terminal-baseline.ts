import type { AddressInfo } from "node:net";
import { spawn } from "node-pty";
import { WebSocketServer } from "ws";

/**
 * What the terminal's path is measured against: a bare shell on a pty behind a bare websocket, with no sandbox, no
 * session and no protocol. Prints its port, ends on SIGTERM, and when its standard input closes.
 */
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket) => {
  const pty = spawn("/bin/bash", ["--norc", "--noprofile"], {
    name: "xterm-256color",
    cols: 120,
    rows: 40,
    env: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", HOME: "/tmp", PS1: "$ ", HISTFILE: "/dev/null" },
  });
  pty.onData((data) => socket.send(data));
  socket.on("message", (data) => pty.write(String(data)));
  socket.on("close", () => pty.kill());
});
server.on("listening", () => {
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
});
process.once("SIGTERM", () => process.exit(0));
process.stdin.resume().once("end", () => process.exit(0));
