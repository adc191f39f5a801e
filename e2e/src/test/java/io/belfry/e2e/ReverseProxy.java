package io.belfry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy of the system's packages before a server, with the block that the guide shows: only ports
 * and the place of the certificate are others. It listens with TLS as the block says, and on one
 * more port without.
 *
 * <p>Thread: confined to the test.
 */
final class ReverseProxy implements AutoCloseable {
  private static final Path GUIDE =
      Path.of(System.getProperty("belfry.root", ".."), "docs", "guide", "proxies.md");
  private static final long READY_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final String BELFRY = "127.0.0.1:6001";

  private final Process process;
  private final Path log;
  private final int plainPort;
  private final int tlsPort;

  /** How long the proxy may wait for whoever says nothing. */
  enum TimeOuts {
    /** As the package has them. */
    DEFAULTS,
    /** A twentieth of that, so that a test sees them pass. */
    SHORT
  }

  /** The proxies of the guide. */
  enum Kind {
    NGINX("nginx") {
      @Override
      String configuration(String block, Place place, TimeOuts timeOuts) {
        String listens =
            "listen 127.0.0.1:%d ssl; listen 127.0.0.1:%d;".formatted(place.tls, place.plain);
        return """
            user root;
            daemon off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              %2$s
              %3$s
            }
            """
            .formatted(
                place.folder,
                timeOuts == TimeOuts.SHORT ? "proxy_read_timeout 3s; proxy_send_timeout 3s;" : "",
                replaced(block, "listen 443 ssl;", listens));
      }

      @Override
      List<String> command(Path file, Place place) {
        return List.of("nginx", "-p", place.folder.toString(), "-c", file.toString());
      }
    },
    HAPROXY("haproxy") {
      @Override
      String configuration(String block, Place place, TimeOuts timeOuts) {
        String ssl = " ssl crt %s/both.pem".formatted(place.folder);
        String binds =
            "bind 127.0.0.1:%d%s\n    bind 127.0.0.1:%d".formatted(place.tls, ssl, place.plain);
        // The defaults are those of Debian's file.
        return """
            global
                maxconn 1000
            defaults
                mode http
                timeout connect 5000
                timeout client %1$d
                timeout server %1$d
            %2$s
            """
            .formatted(
                timeOuts == TimeOuts.SHORT ? 2500 : 50_000,
                block.contains(" ssl crt ")
                    ? replaced(block, "bind :443 ssl crt " + CERTIFICATE, binds)
                    : replaced(block, "bind :443", binds.replace(ssl, "")));
      }

      @Override
      List<String> command(Path file, Place place) {
        return List.of("haproxy", "-db", "-f", file.toString());
      }
    },
    APACHE("apache2") {
      @Override
      String configuration(String block, Place place, TimeOuts timeOuts) {
        String modules = "/usr/lib/apache2/modules";
        String plain =
            block.lines().filter(line -> !line.contains("SSL")).reduce("", (a, b) -> a + b + "\n");
        return """
            ServerRoot %1$s
            ServerName localhost
            DefaultRuntimeDir %1$s
            PidFile %1$s/apache.pid
            ErrorLog %1$s/error.log
            LoadModule mpm_event_module %2$s/mod_mpm_event.so
            LoadModule authz_core_module %2$s/mod_authz_core.so
            LoadModule socache_shmcb_module %2$s/mod_socache_shmcb.so
            LoadModule ssl_module %2$s/mod_ssl.so
            LoadModule headers_module %2$s/mod_headers.so
            LoadModule proxy_module %2$s/mod_proxy.so
            LoadModule proxy_http_module %2$s/mod_proxy_http.so
            User www-data
            Group www-data
            Listen 127.0.0.1:%3$d
            Listen 127.0.0.1:%4$d
            %5$s
            %6$s
            %7$s
            """
            .formatted(
                place.folder,
                modules,
                place.tls,
                place.plain,
                timeOuts == TimeOuts.SHORT ? "Timeout 3" : "",
                replaced(block, "*:443", "127.0.0.1:" + place.tls),
                replaced(plain, "*:443", "127.0.0.1:" + place.plain));
      }

      @Override
      List<String> command(Path file, Place place) {
        return List.of("apache2", "-DFOREGROUND", "-f", file.toString());
      }
    },
    CADDY("caddy") {
      @Override
      String configuration(String block, Place place, TimeOuts timeOuts) {
        String tls =
            "https://127.0.0.1:%1$d, https://localhost:%1$d {\n    tls %2$s/push.pem %2$s/push.key\n"
                .formatted(place.tls, place.folder);
        return """
            {
                admin off
                auto_https off
                storage file_system %s
            }
            %s
            %s
            """
            .formatted(
                place.folder,
                replaced(block, "push.example.com {\n", tls),
                replaced(
                    block,
                    "push.example.com",
                    "http://127.0.0.1:%1$d, http://localhost:%1$d".formatted(place.plain)));
      }

      @Override
      List<String> command(Path file, Place place) {
        return List.of("caddy", "run", "--adapter", "caddyfile", "--config", file.toString());
      }
    };

    private static final String CERTIFICATE = "/etc/ssl/push.example.com.pem";
    private static final String PRIVATE_KEY = "/etc/ssl/push.example.com.key";

    private final String program;

    Kind(String program) {
      this.program = program;
    }

    abstract String configuration(String block, Place place, TimeOuts timeOuts);

    abstract List<String> command(Path file, Place place);
  }

  /** What a configuration needs that is this test's own. */
  record Place(Path folder, int plain, int tls) {}

  private ReverseProxy(Process process, Path log, Place place) {
    this.process = process;
    this.log = log;
    this.plainPort = place.plain;
    this.tlsPort = place.tls;
  }

  /**
   * Starts one before the server on that port; it listens when this returns.
   *
   * @param certificate whose certificate and key it uses
   */
  static ReverseProxy start(Kind kind, int port, TimeOuts timeOuts, SelfSigned certificate) {
    String name = kind == Kind.APACHE ? "apache" : kind.program;
    String block = replaced(block(name), BELFRY, "127.0.0.1:" + port);
    return start(kind, block, timeOuts, certificate);
  }

  /**
   * The same with another block.
   *
   * @param block one of the guide, with the server's port in its place
   */
  static ReverseProxy start(Kind kind, String block, TimeOuts timeOuts, SelfSigned certificate) {
    try {
      Place place = new Place(certificate.folder(), freePort(), freePort());
      String text =
          kind.configuration(block, place, timeOuts)
              .replace(Kind.CERTIFICATE, place.folder + "/push.pem")
              .replace(Kind.PRIVATE_KEY, place.folder + "/push.key");
      Path file = Files.writeString(place.folder.resolve(kind.program + ".conf"), text);
      Path log = place.folder.resolve(kind.program + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(kind.command(file, place))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      // Debian keeps servers where only root looks for programs.
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
      builder.environment().put("HOME", place.folder.toString());
      ReverseProxy proxy = new ReverseProxy(builder.start(), log, place);
      proxy.awaitListening();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The block of the guide that has this name. */
  static String block(String name) {
    try {
      Matcher found =
          Pattern.compile("<!-- proxy: " + name + " -->\n```\\w+\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(GUIDE));
      if (!found.find()) {
        throw new AssertionError("The guide has no block for " + name + ".");
      }
      return found.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A block with other words in place of those, which it has to have. */
  static String replaced(String text, String words, String others) {
    if (!text.contains(words)) {
      throw new AssertionError("The guide's block has lost \"" + words + "\":\n" + text);
    }
    return text.replace(words, others);
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private void awaitListening() throws IOException {
    long began = System.nanoTime();
    for (int port : List.of(plainPort, tlsPort)) {
      while (!isListening(port)) {
        if (hasEnded() || System.nanoTime() - began > READY_WITHIN_NANOS) {
          close();
          throw new AssertionError("The proxy does not listen: " + Files.readString(log));
        }
      }
    }
  }

  private boolean hasEnded() {
    try {
      return process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return plainPort;
  }

  int tlsPort() {
    return tlsPort;
  }

  @Override
  public void close() {
    List<ProcessHandle> workers = process.descendants().toList();
    // In order: a master whose worker is killed makes another, which would outlive it.
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.forEach(ProcessHandle::destroyForcibly);
  }
}
