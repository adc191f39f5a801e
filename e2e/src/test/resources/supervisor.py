# Holds a listening socket, as systemd does for a .socket unit, and runs the command of its arguments with it.
# Prints the port. Each line of the input begins a life of the command; when it ends, its exit code is printed.
import os
import socket
import sys

door = socket.socket()
door.bind(("127.0.0.1", 0))
door.listen(4096)
print(door.getsockname()[1], flush=True)


def hand_over():
    os.dup2(door.fileno(), 3)
    os.set_inheritable(3, True)
    os.environ.update(LISTEN_FDS="1", LISTEN_FDNAMES="server", LISTEN_PID=str(os.getpid()))


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        hand_over()
        os.execvp(sys.argv[1], sys.argv[1:])
    print(f"pid {child}", flush=True)
    print(f"ended {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}", flush=True)
