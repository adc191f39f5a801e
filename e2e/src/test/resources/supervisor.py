# Holds listening sockets, as systemd does for .socket units, and runs the command of its arguments with them. The first
# argument names them, with commas between. Prints the port of each in a line. Each line of the input begins a life of the
# command; when it ends, its exit code is printed.
import os
import socket
import sys

FIRST_DESCRIPTOR = 3

names = sys.argv[1].split(",")
doors = []
for _ in names:
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(4096)
    doors.append(door)
    print(door.getsockname()[1], flush=True)


def hand_over():
    # Their own descriptors ascend, so none is written over before it is moved.
    for place, door in enumerate(doors, FIRST_DESCRIPTOR):
        os.dup2(door.fileno(), place)
        os.set_inheritable(place, True)
    os.environ.update(LISTEN_FDS=str(len(doors)), LISTEN_FDNAMES=":".join(names), LISTEN_PID=str(os.getpid()))


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        hand_over()
        os.execvp(sys.argv[2], sys.argv[2:])
    print(f"pid {child}", flush=True)
    print(f"ended {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}", flush=True)
