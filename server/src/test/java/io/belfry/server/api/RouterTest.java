package io.belfry.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.node.ServerState;
import io.belfry.server.refusal.Refusals;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.ReplyStore;
import io.belfry.server.store.Shutout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the API says when the cluster behind it does not do as usual. */
public class RouterTest {
  private static final Secret SECRET = Secret.of("a secret of app 1");
  private static final long NOW = 1_700_000_000L;
  private static final byte[] EVENT =
      "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"info\":\"subscription_count\"}"
          .getBytes(StandardCharsets.UTF_8);

  /** A cluster that does with every message and question what a test wants. */
  static final class OtherCluster implements ClusterAdapter {
    @Override
    public String node() {
      return "other";
    }

    @Override
    public int parts(int loops) {
      throw new AssertionError("Nothing is held here.");
    }

    @Override
    public int part(Subject subject) {
      throw new AssertionError("Nothing is held here.");
    }

    @Override
    public Truth open(Truth.SubjectOwner owner) {
      throw new AssertionError("Nothing is held here.");
    }

    Supplier<CompletionStage<Reached>> sent = RouterTest::everywhere;
    Supplier<CompletionStage<Reached>> asked = RouterTest::everywhere;
    Answer.Coverage coverage = Answer.Coverage.COMPLETE;

    @Override
    public void start(Inbox inbox) {}

    @Override
    public CompletionStage<Reached> send(ClusterMessage message) {
      return sent.get();
    }

    @Override
    public CompletionStage<Answer<Long>> shutOut(Shutout shutout) {
      return sent.get().thenApply(reached -> new Answer<>(0L, coverage));
    }

    @Override
    public CompletionStage<Void> letIn(String appId, UserId user) {
      return sent.get().thenAccept(reached -> {});
    }

    @Override
    public <A> CompletionStage<Answer<A>> ask(Question<A> question) {
      return asked.get().thenApply(nothing -> new Answer<>(question.nothing(), coverage));
    }

    @Override
    public void close() {}
  }

  private static CompletionStage<Reached> everywhere() {
    return CompletableFuture.completedStage(Reached.ALL_NODES);
  }

  private final OtherCluster cluster = new OtherCluster();
  private long nanoTime;
  private final Router router = router(routes(cluster, () -> nanoTime));

  static Router router(Routes routes) {
    String yaml = "apps: [{id: \"1\", keys: [{key: app-key, secret: a secret of app 1}]}]";
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded ->
          new Router(
              new Router.RouterSettings(List.of(""), Duration.ofSeconds(600), List.of()),
              routes,
              new ApiParts(
                  new ConfiguredApps(loaded.config().apps()),
                  () -> ServerState.READY,
                  new Metrics(),
                  new Refusals(List::of, Refusals.Detail.JOINED, () -> 0, new Metrics()),
                  AuditLog.off(),
                  () -> Instant.ofEpochSecond(NOW),
                  new Breakdown()),
              JwtVerifier.NONE);
      case ConfigResult.NotConfigured refused -> throw new AssertionError(refused.problems());
    };
  }

  static Routes routes(ClusterAdapter cluster) {
    return routes(cluster, () -> 0);
  }

  private static Routes routes(ClusterAdapter cluster, LongSupplier nanoTime) {
    return routes(cluster, ReplyStore.inMemory(nanoTime, Long.MAX_VALUE), nanoTime);
  }

  private static Routes routes(ClusterAdapter cluster, ReplyStore replies, LongSupplier nanoTime) {
    return Routes.of(
        cluster,
        new Routes.Memory(replies, new Shutouts()),
        new Routes.Recorded(new Metrics(), AuditLog.off()),
        new Routes.Times(nanoTime, InstantSource.system()));
  }

  /** A signed request. */
  static Request signed(String method, String path, byte[] body, Map<String, String> headers) {
    try {
      String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
      String query = "auth_key=app-key&auth_timestamp=" + NOW + "&auth_version=1.0&body_md5=" + md5;
      String signature = SECRET.sign(method + "\n" + path + "\n" + query);
      return new Request(method, path, query + "&auth_signature=" + signature, headers, body);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The answer to a request that is there as a whole. */
  static CompletionStage<Response> answer(Router router, Request whole) {
    return switch (router.hear(whole)) {
      case Hearing.Settled answered -> answered.answer();
      case Hearing.Continued continued ->
          whole.body().length > continued.maxBodyBytes()
              ? CompletableFuture.completedStage(continued.tooLarge())
              : continued.answer(whole.body());
    };
  }

  private Response publish(Map<String, String> headers) {
    return answer(router, signed("POST", "/apps/1/events", EVENT, headers))
        .toCompletableFuture()
        .join();
  }

  private static String text(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  @Tag("HTTP-060")
  @Tag("CLU-051")
  void givenANodeThatDidNotAnswer_theReplyIs200AndSaysSo() {
    cluster.coverage = Answer.Coverage.PARTIAL;
    assertThat(text(publish(Map.of())))
        .isEqualTo("{\"channels\":{\"a\":{\"subscription_count\":0}},\"counts_complete\":false}");
    for (String path :
        List.of(
            "/apps/1/channels",
            "/apps/1/channels/a",
            "/apps/1/channels/presence-a/users",
            "/apps/1/connections")) {
      Response response =
          answer(router, signed("GET", path, new byte[0], Map.of())).toCompletableFuture().join();
      assertThat(response.status()).isEqualTo(200);
      assertThat(text(response)).endsWith(",\"counts_complete\":false}");
    }
  }

  @Test
  @Tag("HTTP-064")
  void givenABusThatRefuses_theReplyIs503() {
    cluster.sent =
        () ->
            CompletableFuture.failedStage(
                new ClusterAdapter.NotAccepted(
                    ClusterAdapter.NotAccepted.Obstacle.UNREACHABLE, "No way."));
    Response response = publish(Map.of());
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("Retry-After", "1");
    assertThat(text(response)).endsWith("\"code\":503,\"reason\":\"cluster_unavailable\"}");
  }

  @Test
  @Tag("CLU-042")
  void givenANodeThatGoesOnByItself_theReplyIs200AndSaysSo() {
    for (Map<String, String> key :
        List.of(Map.<String, String>of(), Map.of("x-idempotency-key", "k"))) {
      cluster.sent = () -> CompletableFuture.completedStage(Reached.THIS_NODE);
      Response response = publish(key);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).containsEntry("Belfry-Degraded", "cluster");
      byte[] batch =
          "{\"batch\":[{\"name\":\"e\",\"channel\":\"a\",\"data\":\"1\"}]}"
              .getBytes(StandardCharsets.UTF_8);
      assertThat(
              answer(router, signed("POST", "/apps/1/batch_events", batch, Map.of()))
                  .toCompletableFuture()
                  .join()
                  .headers())
          .containsEntry("Belfry-Degraded", "cluster");
      cluster.sent = RouterTest::everywhere;
      assertThat(publish(Map.of()).headers()).doesNotContainKey("Belfry-Degraded");
    }
  }

  @Test
  @Tag("HTTP-064")
  void givenAPublish_theReplyWaitsForTheBus() {
    CompletableFuture<Reached> bus = new CompletableFuture<>();
    cluster.sent = () -> bus;
    CompletableFuture<Response> reply =
        answer(router, signed("POST", "/apps/1/events", EVENT, Map.of())).toCompletableFuture();
    assertThat(reply).isNotDone();
    bus.complete(Reached.ALL_NODES);
    assertThat(reply.join().status()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-091")
  @Tag("HTTP-092")
  void givenTheFirstRequestIsStillRunning_aRepetitionIsToldSoAndMayComeAgain() {
    CompletableFuture<Reached> bus = new CompletableFuture<>();
    cluster.sent = () -> bus;
    Map<String, String> key = Map.of("x-idempotency-key", "k");
    CompletableFuture<Response> first =
        answer(router, signed("POST", "/apps/1/events", EVENT, key)).toCompletableFuture();
    Response second = publish(key);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.headers()).containsEntry("Retry-After", "1");
    assertThat(text(second)).endsWith("\"code\":409,\"reason\":\"idempotency_in_progress\"}");
    bus.completeExceptionally(
        new ClusterAdapter.NotAccepted(ClusterAdapter.NotAccepted.Obstacle.OVERLOADED, "Full."));
    assertThat(text(first.join())).endsWith("\"code\":503,\"reason\":\"overloaded\"}");
    cluster.sent = RouterTest::everywhere;
    assertThat(publish(key).status()).isEqualTo(200);
    assertThat(publish(key).headers()).containsEntry("Idempotency-Replayed", "true");
  }

  @Test
  @Tag("HTTP-090")
  @Tag("CLU-022")
  void givenAPublishOfWhichNobodyKnowsWhetherItWentOut_itsKeyStaysAndNothingGoesOutTwice() {
    byte[] batch =
        "{\"batch\":[{\"name\":\"e\",\"channel\":\"a\",\"data\":\"1\",\"idempotency_key\":\"e\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    Map<String, String> key = Map.of("x-idempotency-key", "k");
    cluster.sent =
        () ->
            CompletableFuture.failedStage(
                new ClusterAdapter.NotAccepted(
                    ClusterAdapter.NotAccepted.Obstacle.UNCERTAIN, "Nobody knows."));
    assertThat(text(publish(key))).endsWith("\"code\":503,\"reason\":\"cluster_unavailable\"}");
    assertThat(refusal(answer(router, signed("POST", "/apps/1/batch_events", batch, Map.of()))))
        .contains("cluster_unavailable");
    cluster.sent = RouterTest::everywhere;
    assertThat(text(publish(key))).endsWith("\"reason\":\"idempotency_in_progress\"}");
    assertThat(refusal(answer(router, signed("POST", "/apps/1/batch_events", batch, Map.of()))))
        .contains("idempotency_in_progress");
  }

  @Test
  @Tag("HTTP-064")
  @Tag("HTTP-090")
  void givenAReplyThatIsBeingKept_theCallerIsAnsweredWhenItIs() {
    CompletableFuture<Object> kept = new CompletableFuture<>();
    ReplyStore slow =
        new ReplyStore() {
          private final ReplyStore memory = ReplyStore.inMemory(() -> 0, 1 << 20);

          @Override
          public CompletionStage<Claim> claim(IdempotencyKey key, String print, Duration life) {
            return memory.claim(key, print, life);
          }

          @Override
          public CompletionStage<?> complete(IdempotencyKey key, long version, byte[] reply) {
            return kept;
          }

          @Override
          public CompletionStage<?> release(IdempotencyKey key, long version) {
            return memory.release(key, version);
          }
        };
    Router keeping = router(routes(cluster, slow, () -> 0));
    CompletableFuture<Response> reply =
        answer(keeping, signed("POST", "/apps/1/events", EVENT, Map.of("x-idempotency-key", "k")))
            .toCompletableFuture();
    assertThat(reply).isNotDone();
    kept.completeExceptionally(new IllegalStateException("The engine is away."));
    assertThat(reply.join().status()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-184")
  @Tag("HTTP-090")
  void givenAPublishThatNeverEnds_itsKeyIsFreeWhenItsTimeIsOver() {
    Map<String, String> key = Map.of("x-idempotency-key", "k");
    cluster.sent = CompletableFuture::new;
    CompletableFuture<Response> first =
        answer(router, signed("POST", "/apps/1/events", EVENT, key)).toCompletableFuture();
    cluster.sent = RouterTest::everywhere;
    nanoTime = Duration.ofSeconds(119).toNanos();
    assertThat(publish(key).status()).isEqualTo(409);
    nanoTime = Duration.ofSeconds(120).toNanos();
    assertThat(publish(key).status()).isEqualTo(200);
    assertThat(first).isNotDone();
  }

  @Test
  @Tag("HTTP-182")
  @Tag("THR-48")
  void givenAFaultOfTheServer_theReplyIs500WithARequestIdAndNothingOfTheFault() {
    for (Supplier<CompletionStage<Reached>> fault :
        List.<Supplier<CompletionStage<Reached>>>of(
            () -> {
              throw new IllegalStateException("secret detail");
            },
            () -> CompletableFuture.failedStage(new IllegalStateException("secret detail")))) {
      cluster.sent = fault;
      Response response = publish(Map.of("x-request-id", "call-7"));
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.headers()).containsEntry("X-Request-Id", "call-7");
      assertThat(text(response))
          .contains("call-7")
          .endsWith("\"code\":500,\"reason\":\"internal_error\"}")
          .doesNotContain("secret detail", "Exception");
    }
  }

  /** How each of these routes refuses when the cluster behind it fails: status and reason. */
  public static List<String> refusalsByTheCluster(String method, String path, byte[] body) {
    List<CompletionStage<Reached>> faults =
        List.of(
            CompletableFuture.failedStage(new IllegalStateException("a fault")),
            CompletableFuture.failedStage(
                new ClusterAdapter.NotAccepted(
                    ClusterAdapter.NotAccepted.Obstacle.UNREACHABLE, "No way.")),
            CompletableFuture.failedStage(
                new ClusterAdapter.NotAccepted(
                    ClusterAdapter.NotAccepted.Obstacle.OVERLOADED, "Full.")),
            CompletableFuture.failedStage(
                new ClusterAdapter.NotAccepted(
                    ClusterAdapter.NotAccepted.Obstacle.NOT_KEPT, "No disk.")));
    OtherCluster cluster = new OtherCluster();
    Router router = router(routes(cluster));
    List<String> refusals = new ArrayList<>();
    // A query is never refused for what is undelivered.
    boolean isQuery = method.equals("GET") || path.endsWith("/batch_users");
    boolean isKept = path.endsWith("block") || path.endsWith("/revocations");
    int known = isQuery ? 2 : isKept ? 4 : 3;
    // Each node knows who is shut out.
    boolean isAskedHere = isQuery && (isKept || path.endsWith("/blocked_users"));
    for (CompletionStage<Reached> fault : faults.subList(0, isAskedHere ? 0 : known)) {
      cluster.sent = () -> fault;
      cluster.asked = () -> fault;
      refusals.add(refusal(answer(router, signed(method, path, body, Map.of()))));
    }
    if (path.endsWith("events")) {
      cluster.sent = CompletableFuture::new;
      Request request = signed(method, path, body, Map.of("x-idempotency-key", "k"));
      answer(router, request);
      refusals.add(refusal(answer(router, request)));
    }
    if (router.hear(signed(method, path, body, Map.of())) instanceof Hearing.Continued stuck) {
      refusals.add(refusal(CompletableFuture.completedStage(stuck.late())));
    }
    return refusals;
  }

  private static String refusal(CompletionStage<Response> reply) {
    Response response = reply.toCompletableFuture().join();
    String body = text(response);
    int reason = body.indexOf("\"reason\":\"") + 10;
    return response.status() + " " + body.substring(reason, body.indexOf('"', reason));
  }
}
