package io.belfry.cli.demo;

import com.sun.net.httpserver.HttpServer;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/**
 * The demo application on a loopback port of its own.
 *
 * <p>Thread: thread-safe.
 */
public final class DemoApp implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 64;
  private static final int SECRET_BYTES = 32;
  private static final String CDN = "https://js.pusher.com";

  private final HttpServer http;
  private final ExecutorService threads;

  private DemoApp(HttpServer http, ExecutorService threads) {
    this.http = http;
    this.threads = threads;
  }

  /**
   * What the demo application is told.
   *
   * @param server where Belfry listens
   * @param credentials of the demo app
   * @param versions of Belfry and of pusher-js, for the page
   */
  public record Settings(URI server, DemoCredentials credentials, Versions versions) {}

  /**
   * Versions that the page names or loads.
   *
   * @param belfry of this build
   * @param pusherJs of pusher-js, which comes from its CDN if the build could not get it
   */
  public record Versions(String belfry, String pusherJs) {}

  /**
   * Takes a port; whoever comes waits until {@link #serve}.
   *
   * @param port port of its page, 0 for any free one
   * @throws IOException if the port cannot be had, with a sentence that says what to do
   */
  public static DemoApp listen(int port) throws IOException {
    return new DemoApp(bind(port), Executors.newVirtualThreadPerTaskExecutor());
  }

  /**
   * Begins to answer; the page can be opened when this returns.
   *
   * @throws IOException if the page cannot be read
   */
  public void serve(Settings settings, RandomGenerator random) throws IOException {
    PageFiles files = PageFiles.read();
    String cdn = files.hasPusherJs() ? "" : CDN;
    http.createContext(
        "/", new DemoHandler(new Door(), routes(settings, files, random), policy(settings, cdn)));
    http.setExecutor(threads);
    http.start();
  }

  private static HttpServer bind(int port) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
    try {
      return HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "Port "
              + port
              + " for the demo page cannot be used ("
              + e.getMessage()
              + "). Stop what listens there, or choose another port with --demo-port.",
          e);
    }
  }

  private static Routes routes(Settings settings, PageFiles files, RandomGenerator random) {
    DemoCredentials credentials = settings.credentials();
    Pusher pusher = pusher(settings, credentials.secret());
    byte[] wrong = new byte[SECRET_BYTES];
    random.nextBytes(wrong);
    String pusherJs =
        files.hasPusherJs()
            ? PageFiles.PUSHER_JS
            : CDN + "/" + settings.versions().pusherJs() + "/pusher.min.js";
    return new Routes(
        new UserAuthEndpoint(pusher, pusher(settings, HexFormat.of().formatHex(wrong))),
        new ChannelAuthEndpoint(pusher),
        new ActionEndpoints(pusher),
        new ReceivedWebhooks(pusher, InstantSource.system()),
        new PageConfig(settings.versions().belfry(), settings.server(), credentials, pusherJs),
        files);
  }

  private static Pusher pusher(Settings settings, String secret) {
    return new Pusher(
        RestOptions.of(
            settings.server().toString(),
            DemoCredentials.APP_ID,
            settings.credentials().key(),
            secret));
  }

  // Scripts and styles come from files only, so text that gets into the page as markup stays dead.
  private static String policy(Settings settings, String cdn) {
    String server = settings.server().getAuthority();
    return "default-src 'none'; script-src 'self' "
        + cdn
        + "; style-src 'self'; img-src 'self'; connect-src 'self' ws://"
        + server
        + " http://"
        + server
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  /** Where it takes webhooks. */
  public URI webhooks() {
    return uri().resolve(ReceivedWebhooks.PATH);
  }

  /** Where the page is found. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
  }

  /** Stops at once. */
  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
