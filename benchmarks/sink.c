/* A mail server that takes everything and keeps nothing, so that only the sender is measured.
 *
 *   sink PORT [CERTIFICATE.pem]
 *
 * One thread, epoll, PIPELINING; with a certificate STARTTLS as well. The replies to whatever one
 * read brought are written at once, to every sender alike. SIGTERM prints what was counted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 1 << 18, REPLIES = 1 << 13, EVENTS = 64 };

typedef struct {
    int fd, in_body, at_start, secure;
    SSL *tls;
    size_t filled, replied;
    char in[ROOM], out[REPLIES];
} Client;

static long messages, recipients, octets;
static SSL_CTX *context;

static void report(int signal_number) {
    (void)signal_number;
    char line[128];
    int length = snprintf(line, sizeof line, "messages=%ld recipients=%ld octets=%ld\n",
                          messages, recipients, octets);
    _exit(write(STDOUT_FILENO, line, length) == length ? 0 : 1);
}

static void say(Client *client, const char *reply) {
    size_t length = strlen(reply);
    if (client->replied + length <= REPLIES) {
        memcpy(client->out + client->replied, reply, length);
        client->replied += length;
    }
}

/* Replies are small: a client that does not read them is no client of a benchmark. */
static int flush(Client *client) {
    ssize_t sent = client->replied;
    if (client->replied && client->secure)
        sent = SSL_write(client->tls, client->out, client->replied);
    else if (client->replied)
        sent = send(client->fd, client->out, client->replied, MSG_NOSIGNAL);
    int whole = sent == (ssize_t)client->replied;
    client->replied = 0;
    return whole ? 0 : -1;
}

static ssize_t fill(Client *client) {
    char *to = client->in + client->filled;
    size_t room = ROOM - client->filled;
    return client->secure ? SSL_read(client->tls, to, room) : recv(client->fd, to, room, 0);
}

static int is(const char *line, const char *verb) { return strncasecmp(line, verb, 4) == 0; }

/* One command; -1 ends the session, 1 begins TLS. */
static int obey(Client *client, const char *line) {
    if (is(line, "EHLO")) {
        say(client, "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n");
        if (context && !client->secure) say(client, "250-STARTTLS\r\n");
        say(client, "250 ENHANCEDSTATUSCODES\r\n");
    } else if (is(line, "DATA")) {
        say(client, "354 End data with <CR><LF>.<CR><LF>\r\n");
        client->in_body = client->at_start = 1;
    } else if (is(line, "RCPT")) {
        recipients++;
        say(client, "250 2.1.5 Ok\r\n");
    } else if (is(line, "QUIT")) {
        say(client, "221 2.0.0 Bye\r\n");
        return -1;
    } else if (is(line, "STAR") && context && !client->secure) {
        say(client, "220 2.0.0 Ready to start TLS\r\n");
        return 1;
    } else {
        say(client, is(line, "MAIL") ? "250 2.1.0 Ok\r\n" : "250 2.0.0 Ok\r\n");
    }
    return 0;
}

/* How far a body reaches in `length` octets from `from`: behind its end, or as far as is sure. */
static char *swallow(Client *client, char *from, size_t length) {
    if (client->at_start) {
        size_t known = length < 3 ? length : 3;
        if (memcmp(from, ".\r\n", known) == 0) {
            if (length < 3) return from;
            client->in_body = 0;
            return from + 3;
        }
        client->at_start = 0;
    }
    char *end = memmem(from, length, "\r\n.\r\n", 5);
    if (end) {
        client->in_body = 0;
        return end + 5;
    }
    return length > 4 ? from + length - 4 : from;
}

/* Whatever is complete of what came; -1 ends the session, 1 begins TLS. */
static int digest(Client *client) {
    char *at = client->in, *end = client->in + client->filled;
    int next = 0;
    while (at < end && next == 0) {
        if (client->in_body) {
            at = swallow(client, at, end - at);
            if (client->in_body) break;
            messages++;
            say(client, "250 2.0.0 Ok\r\n");
        } else {
            char *newline = memchr(at, '\n', end - at);
            if (!newline) break;
            next = obey(client, at);
            at = newline + 1;
        }
    }
    client->filled = next == 1 ? 0 : end - at; /* nothing may be said between STARTTLS and TLS */
    memmove(client->in, at, client->filled);
    return client->filled == ROOM ? -1 : next;
}

static int shake(Client *client) {
    int done = SSL_accept(client->tls);
    if (done == 1) return client->secure = 1, 0;
    int error = SSL_get_error(client->tls, done);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static int begin_tls(Client *client) {
    client->tls = SSL_new(context);
    SSL_set_fd(client->tls, client->fd);
    return shake(client);
}

/* Everything that a client sent by now; -1 when it is gone. */
static int serve(Client *client) {
    if (client->tls && !client->secure) return shake(client);
    do {
        ssize_t got = fill(client);
        if (got <= 0) {
            if (client->secure) return SSL_get_error(client->tls, got) == SSL_ERROR_WANT_READ ? 0 : -1;
            return got < 0 && errno == EAGAIN ? 0 : -1;
        }
        octets += got;
        client->filled += got;
        int next = digest(client);
        if (flush(client) || next < 0) return -1;
        if (next == 1) return begin_tls(client);
    } while (client->secure && SSL_pending(client->tls));
    return 0;
}

static void end(Client *client) {
    if (client->tls) SSL_free(client->tls);
    close(client->fd);
    free(client);
}

static void welcome(int listener, int epoll) {
    int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    Client *client = calloc(1, sizeof *client);
    client->fd = fd;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    say(client, "220 sink.test ESMTP\r\n");
    flush(client);
}

int main(int count, char **words) {
    signal(SIGTERM, report);
    signal(SIGPIPE, SIG_IGN);
    if (count > 2) {
        context = SSL_CTX_new(TLS_server_method());
        if (SSL_CTX_use_certificate_chain_file(context, words[2]) != 1 ||
            SSL_CTX_use_PrivateKey_file(context, words[2], SSL_FILETYPE_PEM) != 1)
            return fprintf(stderr, "sink: %s holds no certificate with its key\n", words[2]), 1;
    }
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(count > 1 ? atoi(words[1]) : 0),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024))
        return perror("sink"), 1;
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int happened = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < happened; i++) {
            Client *client = events[i].data.ptr;
            if (!client) welcome(listener, epoll);
            else if (serve(client)) end(client);
        }
    }
}
