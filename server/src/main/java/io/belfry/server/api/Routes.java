package io.belfry.server.api;

import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.ReplyStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The table of all endpoints of the HTTP API. A path is split on its raw slashes, so an escaped
 * slash belongs to its segment (rule THR-31).
 *
 * <p>Thread: immutable.
 */
public final class Routes {
  private static final int USUAL_SEGMENTS = 5;

  /**
   * What is told of calls.
   *
   * @param metrics what is counted
   * @param audit what is kept
   */
  public record Recorded(Metrics metrics, AuditLog audit) {}

  /**
   * What calls leave for later ones.
   *
   * @param replies what was answered to calls with an idempotency key
   * @param shutouts who is shut out
   */
  public record Memory(ReplyStore replies, Shutouts shutouts) {}

  /**
   * What time it is.
   *
   * @param nanoTime monotonic clock, for paces
   * @param wall clock of people
   */
  public record Times(LongSupplier nanoTime, InstantSource wall) {}

  private final ApiRates rates;
  private final ShutoutParts shutouts;
  private final LongSupplier nanoTime;
  private final List<Route> table;

  private Routes(ApiRates rates, ShutoutParts shutouts, LongSupplier nanoTime, List<Route> table) {
    this.rates = rates;
    this.shutouts = shutouts;
    this.nanoTime = nanoTime;
    this.table = table;
  }

  /**
   * The table of this server.
   *
   * @param cluster where accepted events go and where questions are answered
   * @param memory what earlier calls have left
   * @param recorded what is counted and told of calls
   * @param times what time it is
   */
  public static Routes of(ClusterAdapter cluster, Memory memory, Recorded recorded, Times times) {
    Metrics metrics = recorded.metrics();
    ApiRates rates = new ApiRates(times.nanoTime());
    ShutoutParts shutouts =
        new ShutoutParts(cluster, memory.shutouts(), recorded.audit(), rates, times.wall());
    Publisher publisher = new Publisher(cluster, rates, metrics);
    IdempotencyKeys keys = new IdempotencyKeys(memory.replies());
    TerminateUser terminate = new TerminateUser(cluster, recorded.audit());
    return new Routes(
        rates,
        shutouts,
        times.nanoTime(),
        List.of(
            post("/apps/{app}/events", new PublishEvent(publisher, keys)),
            post("/apps/{app}/batch_events", new PublishBatch(publisher, keys)),
            get("/apps/{app}/channels", new ListChannels(cluster, metrics)),
            get("/apps/{app}/channels/{value}", new GetChannel(cluster)),
            get("/apps/{app}/channels/{value}/users", new ListMembers(cluster)),
            get("/apps/{app}/connections", new CountConnections(cluster)),
            get("/apps/{app}/users", new ListUsers(cluster)),
            get("/apps/{app}/users/{value}", new GetUser(shutouts)),
            get("/apps/{app}/users/{value}/sessions", new ListSessions(cluster)),
            post("/apps/{app}/batch_users", new BatchUsers(cluster, rates)),
            post(
                "/apps/{app}/users/{value}/sessions/terminate",
                new TerminateSessions(cluster, recorded.audit())),
            post("/apps/{app}/users/{value}/block", new BlockUser(shutouts)),
            post("/apps/{app}/users/{value}/unblock", new UnblockUser(shutouts)),
            get(
                "/apps/{app}/blocked_users",
                new ListShutouts<>(shutouts, new BlockedUsersListing())),
            get("/apps/{app}/revocations", new ListShutouts<>(shutouts, new RevocationsListing())),
            post("/apps/{app}/revocations", new RevokeSignIns(shutouts)),
            post("/apps/{app}/users/{value}/terminate_connections", terminate),
            // The Python library leaves the app out; the key tells it (rule HTTP-144).
            post("/users/{value}/terminate_connections", terminate)));
  }

  private static Route get(String template, Endpoint endpoint) {
    return new Route("GET", template, segments(template), endpoint);
  }

  private static Route post(String template, Endpoint endpoint) {
    return new Route("POST", template, segments(template), endpoint);
  }

  /** What is no call of an application: identity providers ask there, and have their own proof. */
  BackchannelLogout logout(ApiParts server, JwtVerifier jwt, ApiAnswers answers) {
    Logouts logouts = new Logouts(server, jwt, shutouts.cluster(), shutouts.known());
    return new BackchannelLogout(server.apps(), logouts, answers, nanoTime);
  }

  /** All routes. */
  List<Route> all() {
    return table;
  }

  /** What the path of a request names; its prefix is cut already. */
  RoutedRequest find(Request head, String path, String id) {
    List<String> segments = segments(path);
    List<Route> found = new ArrayList<>(2);
    for (Route route : table) {
      if (route.matches(segments)) {
        found.add(route);
      }
    }
    return new RoutedRequest(head, id, path, segments, found);
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(USUAL_SEGMENTS);
    if (path.startsWith("/")) {
      int from = 1;
      for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
        segments.add(path.substring(from, slash));
        from = slash + 1;
      }
      segments.add(path.substring(from));
    }
    return segments;
  }

  /** Carries out a call of that route at the pace of its app; throws {@link ApiError} to refuse. */
  CompletionStage<Response> carryOut(Route route, ApiCall call) {
    if (!route.takesBody()) {
      rates.take(call.app(), Limit.READ_REQUESTS_PER_SECOND, 1);
    }
    return route.endpoint().handle(call);
  }
}
