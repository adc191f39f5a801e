package io.belfry.cli.doctor;

import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.ServerAddress;
import io.belfry.cli.access.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections to the server, over TLS where its address says so. Certificates are judged as
 * any client does it.
 *
 * <p>Thread: immutable.
 *
 * @param server address
 * @param trust certificates that are trusted instead of those of the machine
 */
record Line(URI server, Optional<Path> trust) {
  private static final int WAIT_MILLIS = 5000;

  String host() {
    return ServerAddress.host(server);
  }

  int port() {
    return ServerAddress.port(server);
  }

  boolean isEncrypted() {
    return ServerAddress.isEncrypted(server);
  }

  /** Host and port as the field Host has them. */
  String authority() {
    return server.getRawAuthority();
  }

  /** A plain connection. */
  Socket plain() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host(), port()), WAIT_MILLIS);
      socket.setSoTimeout(WAIT_MILLIS);
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A connection as the address wants it. */
  Socket open() throws IOException, NoAccess {
    return isEncrypted() ? tls() : plain();
  }

  /** A connection over TLS whose handshake is over. */
  SSLSocket tls() throws IOException, NoAccess {
    Socket below = plain();
    try {
      SSLSocket socket = (SSLSocket) factory().createSocket(below, host(), port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException | NoAccess | RuntimeException e) {
      below.close();
      throw e;
    }
  }

  SSLSocketFactory factory() throws NoAccess {
    return context().getSocketFactory();
  }

  SSLContext context() throws NoAccess {
    if (trust.isPresent()) {
      return Trust.context(trust.get());
    }
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new NoAccess("This Java runtime has no TLS.");
    }
  }
}
