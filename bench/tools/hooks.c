/* A receiver of webhooks that takes all: HTTP/1.1 on a loopback port, kept connections, answer 204.
   One thread, no memory per request but a buffer for each connection. Usage: hooks PORT */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_BYTES = 16384, CONNECTIONS = 1024 };

static const char ANSWER[] = "HTTP/1.1 204 No Content\r\n\r\n";

typedef struct {
    char head[HEAD_BYTES + 1];
    size_t filled;   /* bytes of an unfinished head */
    long long body;  /* bytes of the body still to come */
} Client;

static Client *clients[CONNECTIONS];

static void end(int fd)
{
    free(clients[fd]);
    clients[fd] = NULL;
    close(fd);
}

/* Takes what has come; false when the client has to go. */
static int take(int fd, Client *c, const char *bytes, size_t n)
{
    while (n > 0) {
        if (c->body > 0) {
            size_t part = (long long)n < c->body ? n : (size_t)c->body;
            c->body -= (long long)part;
            bytes += part;
            n -= part;
        } else {
            size_t room = HEAD_BYTES - c->filled, part = n < room ? n : room;
            if (part == 0) return 0;
            memcpy(c->head + c->filled, bytes, part);
            c->head[c->filled + part] = 0;
            char *stop = strstr(c->head, "\r\n\r\n");
            if (!stop) {
                c->filled += part;
                bytes += part;
                n -= part;
                continue;
            }
            size_t length = (size_t)(stop - c->head) + 4, used = length - c->filled;
            char *field = strcasestr(c->head, "\r\ncontent-length:");
            c->body = field && field < stop ? atoll(field + 17) : 0;
            c->filled = 0;
            bytes += used;
            n -= used;
            if (c->body < 0) return 0;
            if (c->body > 0) continue;
        }
        if (c->body == 0 && write(fd, ANSWER, sizeof ANSWER - 1) != (ssize_t)sizeof ANSWER - 1) return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: hooks PORT\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 128)) {
        perror("hooks");
        return 1;
    }
    int poll = epoll_create1(0);
    struct epoll_event of_listener = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &of_listener);
    static char bytes[1 << 16];
    for (;;) {
        struct epoll_event events[64];
        int n = epoll_wait(poll, events, 64, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                int new = accept(listener, NULL, NULL);
                if (new < 0) continue;
                if (new >= CONNECTIONS || !(clients[new] = calloc(1, sizeof(Client)))) {
                    close(new);
                    continue;
                }
                setsockopt(new, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                struct epoll_event of_client = {.events = EPOLLIN, .data.fd = new};
                epoll_ctl(poll, EPOLL_CTL_ADD, new, &of_client);
                continue;
            }
            ssize_t came = read(fd, bytes, sizeof bytes);
            if (came < 0 && errno == EINTR) continue;
            if (came <= 0 || !take(fd, clients[fd], bytes, (size_t)came)) end(fd);
        }
    }
}
