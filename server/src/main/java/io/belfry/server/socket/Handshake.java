package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.SocketId;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.origin.Origins;
import io.belfry.server.app.origin.SameOrigin;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.ClusterAdapter.Room;
import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.ServerState;
import io.belfry.server.rate.AddressRate;
import io.belfry.server.rate.Quota;
import io.belfry.server.rate.Quotas;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.Refusals;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an upgrade request becomes a connection. The checks run in the fixed order of the
 * protocol, so that a client always learns the same first reason: path, protocol number, app,
 * switched on, TLS, origin, node, quota.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules WS-004 to WS-011"
 */
public final class Handshake {
  private static final String APP = "/app/";
  private static final int OLDEST_PROTOCOL = 4;
  private static final int NEWEST_PROTOCOL = 7;

  private final List<String> pathPrefixes;
  private final AppSource apps;
  private final Quotas quotas;
  private final AddressRate connectRate;
  private final Supplier<ServerState> state;
  private final ConnectionParts next;
  private final AdmissionHooks hooks;
  private final Metrics metrics;
  private final Refusals refusals;
  private final AuditLog audit;
  private final SharedTexts userAgents = new SharedTexts();
  private final ClientDescription.Descriptions descriptions = new ClientDescription.Descriptions();

  /**
   * A handshake.
   *
   * @param pathPrefixes prefixes before {@code /app/KEY}
   * @param apps who may connect
   * @param bounds how many may connect, and how fast
   * @param next what those get who may
   */
  public Handshake(List<String> pathPrefixes, AppSource apps, Bounds bounds, ConnectionParts next) {
    // The longest first: the empty one matches everything.
    this.pathPrefixes =
        pathPrefixes.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    this.apps = apps;
    this.quotas = bounds.quotas();
    this.connectRate = bounds.rate();
    this.state = bounds.state();
    this.metrics = bounds.metrics();
    this.refusals = bounds.refusals();
    this.audit = bounds.audit();
    this.next = next;
    this.hooks = new AdmissionHooks(next.hooks());
  }

  /**
   * What keeps connections out.
   *
   * @param quotas how many of each app and of the node
   * @param rate how fast one address may connect
   * @param state what the node is doing
   * @param metrics where refusals are counted
   * @param refusals where they are said
   * @param audit where those of web pages are kept
   */
  public record Bounds(
      Quotas quotas,
      AddressRate rate,
      Supplier<ServerState> state,
      Metrics metrics,
      Refusals refusals,
      AuditLog audit) {}

  /**
   * What connections get.
   *
   * @param random source of socket ids; cryptographically strong in production (rule THR-16)
   * @param dispatcher what is done with their messages
   * @param hooks who is asked before they are greeted
   */
  public record ConnectionParts(RandomGenerator random, Dispatcher dispatcher, HookCalls hooks) {}

  /** Names of the header fields that hooks want to see, in lower case. */
  public List<String> keptHeaders() {
    return next.hooks().keptHeaders();
  }

  /** Whether sockets are opened at this path, and nothing else is there. */
  public boolean isForSockets(String path) {
    String rest = belowPrefix(path);
    return rest != null && appKey(rest) != null;
  }

  /**
   * The verdict on a request.
   *
   * @param loop the event loop of the socket, on which an undecided one is decided
   */
  public Admission admit(HandshakeRequest request, Loop loop) {
    String rest = belowPrefix(request.path());
    if (rest == null) {
      return new Admission.NotFound();
    }
    String key = appKey(rest);
    if (key == null) {
      note(Reason.PATH_NOT_FOUND, Optional.empty(), null, request);
      return new Admission.Rejected(CloseReason.PATH_NOT_FOUND);
    }
    return admit(key, request, loop);
  }

  /**
   * The verdict on whoever asks for an app by its key, on whatever transport.
   *
   * @param loop the event loop of the socket, on which an undecided one is decided
   */
  public Admission admit(String appKey, HandshakeRequest request, Loop loop) {
    Optional<App> found = apps.byKey(appKey);
    Admission verdict = verdict(found, appKey, request);
    if (verdict instanceof Admission.Admitted admitted && !hooks.areNone()) {
      verdict = hooks.ask(admitted, request, loop, decided -> afterWait(decided, appKey, request));
    }
    note(verdict, found, appKey, request);
    return verdict;
  }

  // What was true before the wait need not be true any more.
  private Admission afterWait(Admission decided, String appKey, HandshakeRequest request) {
    Optional<App> now = apps.byKey(appKey);
    Admission verdict = decided;
    if (decided instanceof Admission.Admitted admitted) {
      CloseReason refusal = now.isEmpty() ? unknown() : appRefusal(now.get(), request);
      verdict = refusal == null ? admitted.of(now.orElseThrow()) : new Admission.Rejected(refusal);
    }
    note(verdict, now, appKey, request);
    return verdict;
  }

  private void note(Admission verdict, Optional<App> app, String appKey, HandshakeRequest request) {
    switch (verdict) {
      case Admission.Rejected rejected -> note(Reason.of(rejected.reason()), app, appKey, request);
      case Admission.TooFast tooFast -> note(Reason.CONNECT_RATE, app, appKey, request);
      case Admission.Admitted admitted -> {}
      case Admission.NotFound notFound -> {}
      case Undecided undecided -> {}
    }
  }

  private void note(
      Reason reason, Optional<App> app, @Nullable String key, HandshakeRequest request) {
    Refusal.Who who = new Refusal.Who(key, null, null, request.from().address());
    String about =
        switch (reason) {
          case ORIGIN_NOT_ALLOWED -> "origin " + request.from().origin();
          case PATH_NOT_FOUND -> request.path();
          default -> null;
        };
    refusals.note(Refusal.of(RefusalKind.CONNECTION, reason, app.orElse(null), who).about(about));
    if (reason == Reason.ORIGIN_NOT_ALLOWED && audit.isOn()) {
      audit(reason, app, key, request.from());
    }
  }

  private void audit(Reason reason, Optional<App> app, @Nullable String key, Connecting.From from) {
    audit.note(
        new AuditEntry(
            AuditEntry.What.CONNECTION,
            AuditEntry.AuditOutcome.REFUSED,
            reason.word(),
            app.map(App::id).orElse(null),
            new AuditEntry.Concerned(null, null, from.address(), from.userAgent()),
            AuditEntry.Means.page(key, from.origin())));
  }

  private Admission verdict(Optional<App> found, String appKey, HandshakeRequest request) {
    Optional<Long> wait = waitSeconds(request, found);
    if (wait.isPresent()) {
      return new Admission.TooFast(wait.get());
    }
    QueryParameters query = QueryParameters.parse(request.query());
    CloseReason refusal = protocolRefusal(query.first("protocol"), found);
    if (refusal != null) {
      return new Admission.Rejected(refusal);
    }
    if (found.isEmpty()) {
      return new Admission.Rejected(unknown());
    }
    App app = found.get();
    refusal = appRefusal(app, request);
    return refusal == null
        ? place(
            app,
            new Naming(
                name(app, appKey),
                descriptions.of(query, request.transport()),
                agent(app, request),
                arrival(request)))
        : new Admission.Rejected(refusal);
  }

  // The app's own text, of which each connection would keep a copy otherwise.
  private static String name(App app, String key) {
    return app.activeKey(key).map(App.Key::key).orElse(key);
  }

  // 4001 stops a client for good, so whoever says it has to know.
  private CloseReason unknown() {
    return apps.isComplete() ? CloseReason.APP_UNKNOWN : CloseReason.OVER_CAPACITY;
  }

  /** Makes an admitted socket a connection and greets it. */
  public Connection open(Admission.Admitted admitted, Wire wire, LoopParts parts) {
    Connection connection = new Connection(admitted, wire, parts, next);
    connection.open();
    return connection;
  }

  private @Nullable String belowPrefix(String path) {
    for (String prefix : pathPrefixes) {
      if (path.startsWith(prefix) && path.startsWith("/", prefix.length())) {
        return path.substring(prefix.length());
      }
    }
    return null;
  }

  private static @Nullable String appKey(String path) {
    if (!path.startsWith(APP)) {
      return null;
    }
    String key = path.substring(APP.length());
    if (key.endsWith("/")) {
      key = key.substring(0, key.length() - 1);
    }
    if (key.isEmpty() || key.indexOf('/') >= 0) {
      return null;
    }
    if (key.indexOf('%') < 0) {
      return key;
    }
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable CloseReason protocolRefusal(
      @Nullable String protocol, Optional<App> app) {
    if (protocol == null) {
      return app.isPresent() && app.get().settings().of(AppSettings.STRICT_PROTOCOL)
          ? CloseReason.VERSION_MISSING
          : null;
    }
    try {
      int number = Integer.parseInt(protocol);
      return number < OLDEST_PROTOCOL || number > NEWEST_PROTOCOL
          ? CloseReason.VERSION_UNSUPPORTED
          : null;
    } catch (NumberFormatException e) {
      return CloseReason.VERSION_FORMAT;
    }
  }

  private @Nullable CloseReason appRefusal(App app, HandshakeRequest request) {
    if (!app.isEnabled()) {
      return CloseReason.APP_DISABLED;
    }
    if (app.settings().of(AppSettings.REQUIRE_TLS) && !request.isEncrypted()) {
      return CloseReason.TLS_REQUIRED;
    }
    if (!Origins.of(app.settings()).allow(request.from().origin())
        && !SameOrigin.is(request.from().origin(), request.caller().host())) {
      return CloseReason.ORIGIN_NOT_ALLOWED;
    }
    return switch (state.get()) {
      case READY -> null;
      // Not to be told to come back at once: that would be here.
      case DRAINING -> CloseReason.GOING_DOWN;
      case STARTING -> CloseReason.STARTING;
      case CUT_OFF -> CloseReason.CUT_OFF;
      case OVERLOADED -> CloseReason.OVER_CAPACITY;
    };
  }

  private Optional<Long> waitSeconds(HandshakeRequest request, Optional<App> app) {
    if (request.from().address() == null) {
      return Optional.empty();
    }
    Optional<Long> wait = connectRate.waitSeconds(request.from().address());
    if (wait.isPresent()) {
      countRefusal(app.map(App::id).orElse(Metrics.UNKNOWN_APP), "server.connect_rate_per_address");
    }
    return wait;
  }

  private void countRefusal(String appId, String limit) {
    metrics.count(Metric.LIMIT_REFUSALS, appId, limit);
  }

  /** What a client says of itself. */
  private record Naming(
      String key,
      ClientDescription client,
      @Nullable String userAgent,
      @Nullable Arrival arrival) {}

  // Who asks no hook need not keep it.
  private @Nullable Arrival arrival(HandshakeRequest request) {
    if (hooks.areNone()) {
      return null;
    }
    Connecting.From from = request.from();
    return new Arrival(
        request.transport(),
        from.address(),
        request.isEncrypted(),
        SameOrigin.is(from.origin(), request.caller().host()),
        from.origin(),
        request.headers());
  }

  // Who is not asked for it later need not keep it.
  private @Nullable String agent(App app, HandshakeRequest request) {
    boolean isTold =
        app.settings().of(AppSettings.SESSION_DETAILS) == AppSettings.SessionDetails.FULL;
    return isTold || audit.isOn() ? userAgents.shared(request.from().userAgent()) : null;
  }

  private Admission place(App app, Naming naming) {
    if (quotas.ofNode().take() != Room.FREE) {
      countRefusal(app.id(), "server.max_connections");
      return new Admission.Rejected(CloseReason.OVER_CAPACITY);
    }
    Quota ofApp = quotas.of(app);
    Room room = ofApp.take();
    if (room != Room.FREE) {
      quotas.ofNode().release();
      countRefusal(app.id(), Limit.MAX_CONNECTIONS.key());
      // 4004 stops a client for good, so it is not said where a second would help (rule LIM-031).
      return new Admission.Rejected(
          room == Room.FULL ? CloseReason.APP_OVER_QUOTA : CloseReason.OVER_CAPACITY);
    }
    return new Admission.Admitted(
        app,
        naming.key(),
        SocketId.drawnFrom(next.random()),
        naming.client(),
        naming.userAgent(),
        naming.arrival(),
        ofApp,
        quotas.ofNode());
  }
}
