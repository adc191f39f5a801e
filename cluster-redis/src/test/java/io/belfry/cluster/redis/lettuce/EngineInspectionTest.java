package io.belfry.cluster.redis.lettuce;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineCertificate;
import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import io.belfry.cluster.redis.lettuce.EngineInspection.Seen;
import io.belfry.cluster.redis.lettuce.EngineSettings.Encryption;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.server.config.EngineAddress;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of an engine before a node joins it, and that nothing is left there. */
@OnEngine
@Tag("CLU-004")
class EngineInspectionTest {
  private static final Layout LAYOUT = new Layout("test", 16);
  private static final AppFacts FACTS =
      new AppFacts(AppFacts.Hooks.SOME, Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO);

  private final EngineKind kind;

  EngineInspectionTest(EngineKind kind) {
    this.kind = kind;
  }

  private static EngineSettings settings(String url, String user, String password) {
    return new EngineSettings(
        EngineAddress.of(url), user, () -> password, Encryption.NONE, Optional.empty());
  }

  private static Seen look(EngineSettings settings, Layout layout, AppFacts facts) {
    return new EngineInspection(settings, layout, Map.of("1", facts)).look();
  }

  private static Seen look(String url) {
    return look(settings(url, "", ""), LAYOUT, FACTS);
  }

  /** What the engine says of itself. */
  private static String info(EngineProcess process, String section) {
    RedisClient client = RedisClient.create(process.url());
    try {
      return client.connect().sync().info(section);
    } finally {
      client.shutdown();
    }
  }

  @Test
  void givenAnEngineWithoutNodes_allIsWellAndNothingIsWritten() {
    try (EngineProcess process = kind.start("--appendonly", "yes")) {
      Seen seen = look(process.url());

      assertThat(seen.problems()).isEmpty();
      assertThat(seen.notes()).isEmpty();
      assertThat(seen.engines())
          .hasSize(1)
          .first()
          .asString()
          .endsWith("127.0.0.1:" + process.port());
      assertThat(seen.nodes()).isEmpty();
      assertThat(info(process, "keyspace")).doesNotContain("keys=");
      assertThat(info(process, "persistence")).contains("rdb_changes_since_last_save:0\r\n");
    }
  }

  @Test
  void givenAUserWithTheRightsThatTheGuideNames_theySuffice() {
    try (EngineProcess process = kind.startWith(users(EngineAccessTest.RIGHTS))) {
      Seen seen = look(settings(process.url(), "belfry", "secret"), LAYOUT, FACTS);

      assertThat(seen.problems()).isEmpty();
      assertThat(seen.notes()).hasSize(1).first().asString().contains("appendonly yes");
    }
  }

  private static String users(List<String> rights) {
    return "user default off\nuser belfry on >secret " + String.join(" ", rights) + "\n";
  }

  private static List<String> without(String... rights) {
    return EngineAccessTest.RIGHTS.stream().filter(not(Set.of(rights)::contains)).toList();
  }

  private String denied(List<String> rights) {
    try (EngineProcess process = kind.startWith(users(rights))) {
      return String.join(
          "\n", look(settings(process.url(), "belfry", "secret"), LAYOUT, FACTS).problems());
    }
  }

  @Test
  void givenAUserWithLess_theSentenceNamesWhatIsMissing() {
    assertThat(denied(without("+@write")))
        .startsWith("The user belfry may not run ")
        .contains("HSET", "SADD", "XADD", "docs/guide/clusters.md")
        .doesNotContain("HGET,");
    assertThat(denied(without("+time"))).contains("may not run TIME at");
    assertThat(denied(without("&belfry:test:*"))).contains("SPUBLISH").contains("SSUBSCRIBE");
    assertThat(denied(without("~belfry:test:*"))).contains("may not do what a node needs", "key");
    assertThat(denied(without("+evalsha"))).contains("evalsha");
    assertThat(denied(without("+script|load"))).contains("script|load");
    assertThat(denied(without("+info"))).contains("may not do what a node needs").contains("info");
  }

  @Test
  void givenALoginThatIsWrongOrMissing_theSentenceSaysWhereItIsSet() {
    try (EngineProcess process = kind.start("--requirepass", "secret")) {
      for (String password : List.of("other", "")) {
        assertThat(look(settings(process.url(), "", password), LAYOUT, FACTS).problems())
            .hasSize(1)
            .first()
            .asString()
            .contains("refuses the login", "cluster.password_file")
            .doesNotContain("secret");
      }
    }
    try (EngineProcess open = kind.start()) {
      assertThat(look(settings(open.url(), "belfry", "secret"), LAYOUT, FACTS).problems())
          .hasSize(1)
          .first()
          .asString()
          .contains("refuses the login of user belfry");
    }
  }

  @Test
  void givenAnAddressWhereNothingListensOrThatIsNotKnown_itSaysSo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    for (String form :
        List.of("redis://%s", "redis-cluster://%s", "redis-sentinel://%s#mymaster")) {
      assertThat(look(form.formatted("127.0.0.1:" + free)).problems())
          .containsExactly(
              "Nothing listens at 127.0.0.1:"
                  + free
                  + ". Is the engine running there, and does cluster.url name its port?");
    }
    assertThat(look("redis://nobody.invalid").problems())
        .containsExactly(
            "The name of nobody.invalid:6379 is not known. Check cluster.url, and the resolver of"
                + " this machine.");
  }

  @Test
  void givenTlsOnOneSideOnlyOrOfSomebodyElse_itSaysWhatToWrite(@TempDir Path folder)
      throws Exception {
    EngineCertificate certificate = EngineCertificate.in(folder);
    try (EngineProcess plain = kind.start();
        EngineProcess tls = EngineProcess.startWithTls(certificate)) {
      String encrypted = tls.url().replace("redis://", "rediss://");
      assertThat(look(plain.url().replace("redis://", "rediss://")).problems().toString())
          .contains("does not answer in time", "Does it speak TLS there?");
      assertThat(look(tls.url()).problems().toString()).contains("rediss://");
      assertThat(look(encrypted).problems().toString()).contains("cluster.tls.ca_file");
      EngineSettings trusting =
          new EngineSettings(
              EngineAddress.of(encrypted),
              "",
              () -> "",
              Encryption.NONE,
              Optional.of(certificate.file()));
      assertThat(look(trusting, LAYOUT, FACTS).problems()).isEmpty();
    }
  }

  @Test
  void givenAnEngineThatEvictsOrIsAReplica_theSentenceSaysWhatToDo() {
    try (EngineProcess master = kind.start("--maxmemory-policy", "allkeys-lru");
        EngineProcess replica = kind.start("--replicaof", "127.0.0.1 " + master.port())) {
      assertThat(look(master.url()).problems().toString())
          .contains("maxmemory-policy allkeys-lru", "Set maxmemory-policy noeviction");
      assertThat(look(replica.url()).problems().toString())
          .contains("is a replica", "redis-sentinel://");
    }
  }

  @Test
  void givenNodesThatRun_theyAreNamedAndWhatDiffersIsTold() {
    try (EngineProcess process = kind.start();
        Places places = new Places(EngineSettings.of(EngineAddress.of(process.url())), LAYOUT);
        EngineScene node = new EngineScene(places, 0, 10).linked()) {
      node.step(new Operation.Describe("1", FACTS));

      Seen alike = look(process.url());
      assertThat(alike.problems()).isEmpty();
      assertThat(alike.nodes()).containsExactly("a host");
      assertThat(alike.notes()).noneMatch(note -> note.contains("app 1"));

      Seen other = look(settings(process.url(), "", ""), LAYOUT, AppFacts.NOTHING);
      assertThat(other.problems()).isEmpty();
      assertThat(other.notes()).anyMatch(note -> note.contains("otherwise for app 1"));
    }
  }

  @Test
  void givenNodesWithAnotherNumberOfPartitions_itSaysWhichNumber() {
    try (EngineProcess process = kind.start();
        Places places = new Places(EngineSettings.of(EngineAddress.of(process.url())), LAYOUT);
        EngineScene some = new EngineScene(places, 0, 10).linked()) {
      // The partition whose tag all numbers of partitions share.
      for (int i = 1; i < LAYOUT.partitions(); i++) {
        EngineScene node = new EngineScene(places, i, 10).linked();
        node.close();
      }
      for (int number : List.of(1, 8, 15, 17, 256)) {
        assertThat(
                look(settings(process.url(), "", ""), new Layout("test", number), FACTS).problems())
            .as("%d partitions", number)
            .containsExactly(
                "Nodes of this cluster run with cluster.partitions 16. Set the same number here; to"
                    + " change it, stop all nodes and start them with another cluster.name.");
      }
      assertThat(some.beat()).isNotNull();
    }
  }

  @Test
  void givenAllThatANodeDoes_itsCommandsAreThoseThatAreTried() {
    try (EngineProcess process = kind.start();
        Places places = new Places(EngineSettings.of(EngineAddress.of(process.url())), LAYOUT);
        EngineScene node = new EngineScene(places, 3, 10).linked()) {
      EngineAccessTest.doAll(node);

      Set<String> done =
          Pattern.compile("(?m)^cmdstat_([a-z|]+):")
              .matcher(info(process, "commandstats"))
              .results()
              .map((MatchResult found) -> found.group(1).toUpperCase(java.util.Locale.ROOT))
              .collect(Collectors.toCollection(TreeSet::new));
      done.removeAll(
          Set.of(
              "HELLO", "EVALSHA", "SCRIPT|LOAD", "SSUBSCRIBE", "CLIENT|SETINFO", "PING", "INFO"));
      // Valkey asks itself when it starts.
      done.remove("CONFIG|GET");
      done.removeAll(EngineRights.needed());
      assertThat(done).isEmpty();
    }
  }
}
