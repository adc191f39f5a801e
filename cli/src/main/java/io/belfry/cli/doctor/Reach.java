package io.belfry.cli.doctor;

import io.belfry.cli.access.NoAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Name, port and TLS of a server.
 *
 * <p>Thread: confined to its caller.
 */
final class Reach {
  private static final int MOST_ADDRESSES = 8;
  private static final int WAIT_MILLIS = 3000;
  private static final long DAYS_WARNED = 21;

  private final Line line;

  Reach(Line line) {
    this.line = line;
  }

  List<Check> look() {
    List<Check> checks = new ArrayList<>();
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(line.host());
    } catch (UnknownHostException e) {
      checks.add(
          Check.fail(
              "name", "no address is known for " + line.host(), "Check the name, or its DNS."));
      return checks;
    }
    List<String> texts =
        Arrays.stream(addresses).limit(MOST_ADDRESSES).map(InetAddress::getHostAddress).toList();
    checks.add(Check.ok("name", String.join(", ", texts)));
    checks.add(port(addresses));
    if (line.isEncrypted() && checks.get(1).grade() != Check.Grade.FAIL) {
      checks.add(tls());
    }
    return checks;
  }

  private Check port(InetAddress[] addresses) {
    List<String> failed = new ArrayList<>();
    int tried = 0;
    long start = System.nanoTime();
    for (InetAddress address : addresses) {
      if (tried++ == MOST_ADDRESSES) {
        break;
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, line.port()), WAIT_MILLIS);
      } catch (IOException e) {
        failed.add(address.getHostAddress());
      }
    }
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    int all = Math.min(addresses.length, MOST_ADDRESSES);
    if (failed.size() == all) {
      return Check.fail(
          "port",
          "nothing answers at port " + line.port(),
          "Check port and firewall, and whether the server or the proxy runs.");
    }
    return failed.isEmpty()
        ? Check.ok("port", line.port() + " is open, " + millis + " ms")
        : Check.warn(
            "port",
            "nothing answers at " + String.join(", ", failed),
            "Clients try such an address first and wait: take it out of DNS, or listen there.");
  }

  private Check tls() {
    try (SSLSocket socket = line.tls()) {
      String spoken =
          socket.getSession().getProtocol() + ", " + socket.getSession().getCipherSuite();
      if (socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
        return inTime(spoken, certificate.getNotAfter().toInstant());
      }
      return Check.ok("tls", spoken);
    } catch (SSLException e) {
      return refused(e);
    } catch (IOException e) {
      return Check.fail(
          "tls", "no handshake: " + e.getMessage(), "Is that a port of TLS? Try http:// instead.");
    } catch (NoAccess e) {
      return Check.fail("tls", String.valueOf(e.getMessage()), "");
    }
  }

  // Java takes one that is trusted by itself whatever its date; browsers do not.
  private static Check inTime(String spoken, Instant end) {
    Duration left = Duration.between(Instant.now(), end);
    if (left.isNegative()) {
      return expired();
    }
    String until = spoken + ", the certificate holds " + left.toDays() + " days";
    return left.toDays() < DAYS_WARNED
        ? Check.warn("tls", until, "Renew it; Belfry takes a new file up while it runs.")
        : Check.ok("tls", until);
  }

  private static Check expired() {
    return Check.fail(
        "tls", "the certificate is expired", "Renew it; Belfry takes a new file up while it runs.");
  }

  private static Check refused(SSLException failure) {
    String said = words(failure);
    // Before what is said of trust, since a date that is wrong makes a whole path wrong.
    if (said.contains("NotAfter")) {
      return expired();
    }
    if (said.contains("NotBefore")) {
      return Check.fail(
          "tls", "the certificate does not hold yet", "Compare the clocks here and there.");
    }
    if (said.contains("PKIX") || said.contains("trust")) {
      return Check.fail(
          "tls",
          "the certificate is not trusted: signed by itself, by an authority of one's own, or its"
              + " chain is not whole",
          "Put the certificates between behind it in cert_file; name an authority of your own with"
              + " --ca-file.");
    }
    if (said.contains("No subject alternative") || said.contains("No name matching")) {
      return Check.fail(
          "tls", "the certificate is for another name", "Get one for the name that clients use.");
    }
    if (said.contains("plaintext") || said.contains("nrecognized")) {
      return Check.fail(
          "tls", "what answers does not speak TLS", "Use http://, or the port that speaks TLS.");
    }
    return Check.fail(
        "tls", "the handshake failed: " + failure.getMessage(), "Check with openssl s_client.");
  }

  private static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    int depth = 0;
    for (@Nullable Throwable cause = failure;
        cause != null && depth < 8;
        cause = cause.getCause(), depth++) {
      words.append(cause).append(' ');
    }
    return words.toString();
  }
}
