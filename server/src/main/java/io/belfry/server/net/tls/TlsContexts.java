package io.belfry.server.net.tls;

import io.belfry.server.certificate.ServerCertificate;
import io.belfry.server.node.TlsEngineKind;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Makes what engines are made of: versions, ciphers and sessions are the same whichever speaks.
 *
 * <p>Thread: immutable.
 *
 * @param provider who speaks
 * @param name for the log
 */
record TlsContexts(SslProvider provider, String name) {
  // A ticket holds the keys of a session, so it is not good for long.
  private static final Duration SESSION = Duration.ofHours(2);
  // Of clients without tickets, which are few.
  private static final int MAX_SESSIONS = 1_000;
  // Forward secret and authenticated, the cheaper before the stronger.
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /**
   * Those of that kind.
   *
   * @throws IllegalStateException if one was asked for by name that this machine does not have
   */
  static TlsContexts of(TlsEngineKind kind) {
    boolean isNative = kind != TlsEngineKind.JDK && OpenSsl.isAvailable();
    if (kind == TlsEngineKind.BORINGSSL && !isNative) {
      throw new IllegalStateException(
          "server.tls.engine: boringssl is not available on this machine. Use auto, which takes"
              + " what there is.");
    }
    return isNative
        ? new TlsContexts(SslProvider.OPENSSL_REFCNT, "BoringSSL")
        : new TlsContexts(SslProvider.JDK, "the JDK");
  }

  /**
   * One for that certificate.
   *
   * @throws SSLException if the engine does not take it
   */
  SslContext make(ServerCertificate certificate) throws SSLException {
    SslContext context =
        SslContextBuilder.forServer(
                certificate.key(), certificate.chain().toArray(X509Certificate[]::new))
            .sslProvider(provider)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_1_1))
            .sessionTimeout(SESSION.toSeconds())
            .sessionCacheSize(MAX_SESSIONS)
            .build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      // Tickets alone, which cost no memory here. Keys that nobody gives are the library's own: it
      // makes new ones every other day, as the JDK does with each lifetime of a session.
      sessions.setSessionCacheEnabled(false);
      sessions.setTicketKeys();
    }
    return context;
  }
}
