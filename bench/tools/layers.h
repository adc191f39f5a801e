/*
 * layers.h - what may lie between a connection of loadgen and its socket: TLS, and the messages of permessage-deflate.
 *
 * Part of loadgen.c, which includes it once. Each half is there only when its library is: -DWITH_TLS -lssl -lcrypto and
 * -DWITH_DEFLATE -lz. Without it, asking for the layer ends the program with the reason.
 */

/* ------------------------------------------------------------------ TLS: recv() and send() as plain sockets have them */

#ifdef WITH_TLS
#include <openssl/err.h>
#include <openssl/ssl.h>

static SSL_CTX *tls_context;

/* `ca` names a file of trusted certificates; without one, any certificate will do. */
static void tls_start(bool only_12, const char *ca)
{
    tls_context = SSL_CTX_new(TLS_client_method());
    if (!tls_context) die("OpenSSL has no client");
    SSL_CTX_set_min_proto_version(tls_context, only_12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(tls_context, only_12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_mode(tls_context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(tls_context, SSL_SESS_CACHE_OFF); /* every handshake is a whole one */
    SSL_CTX_set_read_ahead(tls_context, 1);                         /* one recv() for many records */
    if (!ca) return;
    if (!SSL_CTX_load_verify_locations(tls_context, ca, NULL)) die("%s holds no certificate", ca);
    SSL_CTX_set_verify(tls_context, SSL_VERIFY_PEER, NULL);
}

static SSL *tls_open(int fd, const char *ip)
{
    SSL *s = SSL_new(tls_context);
    if (!s || !SSL_set_fd(s, fd) || !X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(s), ip)) die("cannot begin TLS");
    SSL_set_connect_state(s);
    return s;
}

static void tls_close(SSL *s)
{
    SSL_set_quiet_shutdown(s, 1);
    SSL_shutdown(s);
    SSL_free(s);
}

/* 1 when the handshake is over, 0 when it needs more, -1 when it failed. */
static int tls_shake(SSL *s)
{
    ERR_clear_error();
    int n = SSL_do_handshake(s);
    if (n == 1) return 1;
    int why = SSL_get_error(s, n);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static const char *tls_reason(void)
{
    unsigned long e = ERR_peek_error();
    return e ? ERR_reason_error_string(e) : "the server has closed the connection";
}

static ssize_t tls_result(SSL *s, int n)
{
    if (n > 0) return n;
    int why = SSL_get_error(s, n);
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) { errno = EAGAIN; return -1; }
    if (why == SSL_ERROR_ZERO_RETURN) return 0;
    errno = ECONNRESET;
    return -1;
}

/* Takes record after record until nothing is left, or the room is full, or the connection is over: *more says whether to
   come back, as no edge of epoll will. */
static ssize_t tls_recv(SSL *s, uint8_t *to, size_t room, bool *more)
{
    size_t got = 0;
    *more = true;
    while (got < room) {
        ERR_clear_error();
        ssize_t n = tls_result(s, SSL_read(s, to + got, (int)(room - got < 1 << 20 ? room - got : 1 << 20)));
        if (n <= 0) {
            *more = !(n < 0 && errno == EAGAIN);
            return got ? (ssize_t)got : n;
        }
        got += (size_t)n;
    }
    return (ssize_t)got;
}

static ssize_t tls_send(SSL *s, const void *from, size_t len)
{
    ERR_clear_error();
    return tls_result(s, SSL_write(s, from, (int)len));
}

static const char *tls_version(SSL *s) { return SSL_get_version(s); }
static const char *tls_cipher(SSL *s) { return SSL_get_cipher_name(s); }

#else
typedef struct { char none; } SSL;
#define NO_TLS() die("--tls: built without OpenSSL. Install libssl-dev and build anew")
static void tls_start(bool only_12, const char *ca) { (void)only_12; (void)ca; NO_TLS(); }
static SSL *tls_open(int fd, const char *ip) { (void)fd; (void)ip; NO_TLS(); return NULL; }
static void tls_close(SSL *s) { (void)s; }
static int tls_shake(SSL *s) { (void)s; return -1; }
static const char *tls_reason(void) { return ""; }
static ssize_t tls_recv(SSL *s, uint8_t *to, size_t room, bool *more) { (void)s; (void)to; (void)room; *more = false; return -1; }
static ssize_t tls_send(SSL *s, const void *from, size_t len) { (void)s; (void)from; (void)len; return -1; }
static const char *tls_version(SSL *s) { (void)s; return ""; }
static const char *tls_cipher(SSL *s) { (void)s; return ""; }
#endif

/* ------------------------------------------------------------------ permessage-deflate, only without context takeover */

/*
 * Many subscribers of a channel get the same bytes: they are inflated once and compared from then on. That is a check too,
 * and it leaves the core to the server's figures.
 */
typedef struct { uint8_t *squeezed, *text; size_t squeezed_len, squeezed_cap, text_len; } Inflated;

#define INFLATED_MAX (1u << 20)

#ifdef WITH_DEFLATE
#include <zlib.h>

static z_stream inflater;

static void deflate_start(void)
{
    if (inflateInit2(&inflater, -15) != Z_OK) die("zlib cannot inflate");
}

/* Puts the text of one message into `m`; false when it is no deflate stream. */
static bool inflate_message(Inflated *m, const uint8_t *p, size_t n)
{
    static uint8_t tail[4] = {0, 0, 0xff, 0xff};
    if (m->squeezed_len == n && !memcmp(m->squeezed, p, n)) return true;
    if (!m->text) m->text = xcalloc(1, INFLATED_MAX);
    if (m->squeezed_cap < n) m->squeezed = xrealloc(m->squeezed, m->squeezed_cap = n + 256);
    inflateReset(&inflater);
    inflater.next_out = m->text;
    inflater.avail_out = INFLATED_MAX;
    for (int part = 0; part < 2; part++) {
        inflater.next_in = part ? tail : (uint8_t *)p;
        inflater.avail_in = part ? sizeof tail : (uInt)n;
        int r = inflate(&inflater, Z_SYNC_FLUSH);
        if (r != Z_OK && r != Z_BUF_ERROR && r != Z_STREAM_END) { m->squeezed_len = 0; return false; }
    }
    memcpy(m->squeezed, p, n);
    m->squeezed_len = n;
    m->text_len = INFLATED_MAX - inflater.avail_out;
    return true;
}

static bool inflates(void)
{
    char text[4000];
    uint8_t squeezed[4096];
    Inflated m = {0};
    z_stream z = {0};
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + i * i % 26);
    deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (uint8_t *)text;
    z.avail_in = sizeof text;
    z.next_out = squeezed;
    z.avail_out = sizeof squeezed;
    deflate(&z, Z_SYNC_FLUSH);
    deflate_start();
    bool ok = inflate_message(&m, squeezed, sizeof squeezed - z.avail_out - 4);
    return ok && m.text_len == sizeof text && !memcmp(m.text, text, sizeof text);
}
#else
static bool inflates(void) { return true; }
static void deflate_start(void) { die("--deflate: built without zlib. Install zlib1g-dev and build anew"); }
static bool inflate_message(Inflated *m, const uint8_t *p, size_t n) { (void)m; (void)p; (void)n; return false; }
#endif
