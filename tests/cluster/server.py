"""Poisoned sources for tests/cluster/run: python3 server.py PORT_FILE

/poison/silent never answers; /poison/crash and /poison/memory end the process that asks, with SIGSEGV and with the
kernel's SIGKILL. The process is found by its end of the connection, and it must be an auditor.
"""
import os
import re
import signal
import socket
import sys
import threading


def socket_inode(port, peer):
    """Inode of the socket from `port` to `peer`, both on this machine."""
    with open("/proc/net/tcp") as table:
        for line in list(table)[1:]:
            fields = line.split()
            if int(fields[1].split(":")[1], 16) == port and int(fields[2].split(":")[1], 16) == peer:
                return fields[9]
    return None


def owners(inode):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            name = open(f"/proc/{pid}/comm").read().strip()
            links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        except OSError:
            continue
        if name == "auditor" and f"socket:[{inode}]" in links:
            yield int(pid)


def serve(connection, peer, own_port):
    request = connection.recv(4096).decode("latin-1", "replace")
    found = re.match(r"GET /poison/(crash|memory)", request)
    if found:
        ending = signal.SIGSEGV if found[1] == "crash" else signal.SIGKILL
        for pid in owners(socket_inode(peer[1], own_port)):
            os.kill(pid, ending)
    while connection.recv(4096):
        pass
    connection.close()


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listener.getsockname()[1]
    with open(sys.argv[1] + ".new", "w") as out:
        out.write(str(port))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    while True:
        connection, peer = listener.accept()
        threading.Thread(target=serve, args=(connection, peer, port), daemon=True).start()


main()
