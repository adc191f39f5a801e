package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.app.Limit;
import io.belfry.testkit.RecordingClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String ADA = "{\"id\":\"ada\"}";

  private static MetricsText read(TestServer server) {
    return MetricsText.parse(new Api(server).page("/metrics").body());
  }

  /** Reads the page until the number is that; what is counted may be a turn of a loop behind. */
  private static void becomes(TestServer server, String row, double expected) {
    double found = read(server).value(row);
    for (int i = 0; i < 1000 && found != expected; i++) {
      found = read(server).value(row);
    }
    assertThat(found).as(row).isEqualTo(expected);
  }

  @Test
  @Tag("LIM-017")
  @Tag("THR-43")
  void givenAServerThatHasDoneNothing_eachFamilyHasItsRowsAtZeroForEachApp() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      MetricsText page = read(server);
      for (String app : List.of("1", "2", "3")) {
        for (String row :
            List.of(
                "belfry_connections{app=%s}",
                "belfry_connections_opened_total{app=%s}",
                "belfry_connections_closed_total{app=%s,code=1006,side=client}",
                "belfry_connections_closed_total{app=%s,code=4100,side=server}",
                "belfry_users{app=%s}",
                "belfry_channels{app=%s}",
                "belfry_subscriptions{app=%s}",
                "belfry_signins_total{app=%s,outcome=accepted,reason=signed_in}",
                "belfry_signins_total{app=%s,outcome=refused,reason=signature_wrong}",
                "belfry_refusals_total{app=%s,kind=connection,reason=origin_not_allowed}",
                "belfry_events_published_total{app=%s}",
                "belfry_api_calls_total{app=%s}",
                "belfry_api_refusals_total{app=%s,reason=auth_signature_invalid}")) {
          assertThat(page.value(row.formatted(app))).as(row).isZero();
        }
        for (Limit limit : Limit.values()) {
          String row = "belfry_limit_refusals_total{app=%s,limit=%s}".formatted(app, limit.key());
          assertThat(page.value(row)).as(row).isZero();
        }
      }
      for (String one :
          List.of(
              "process_cpu_seconds_total",
              "process_resident_memory_bytes",
              "process_open_fds",
              "process_max_fds",
              "process_start_time_seconds",
              "belfry_ready",
              "belfry_config_last_reload_successful")) {
        assertThat(page.value(one)).as(one).isPositive();
      }
      assertThat(page.value("belfry_send_queue_bytes")).isZero();
      assertThat(page.value("belfry_delivery_delay_seconds_count")).isZero();
      assertThat(page.names()).contains("jvm_gc_collection_seconds", "belfry_loop_lag_seconds");
      assertThat(page.rows().keySet()).anyMatch(row -> row.startsWith("belfry_build_info{java="));
    }
  }

  @Test
  @Tag("LIM-017")
  void givenAppsThatComeAndGo_theirRowsComeAndGo() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      server.connect();
      server.server().replaceApps(TestServer.apps().subList(0, 1));
      MetricsText fewer = read(server);
      assertThat(fewer.value("belfry_connections{app=1}")).isEqualTo(1);
      assertThat(fewer.rows().keySet()).noneMatch(row -> row.contains("app=2"));
      server.server().replaceApps(TestServer.apps());
      assertThat(read(server).value("belfry_users{app=2}")).isZero();
      assertThat(read(server).value("belfry_config_last_reload_successful")).isEqualTo(1);
      server.server().reloadRefused();
      assertThat(read(server).value("belfry_config_last_reload_successful")).isZero();
    }
  }

  @Test
  @Tag("USR-070")
  void givenSignIns_theyAreCountedByOutcomeAndReasonAndUsersOnce() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      TestConnection first = server.signedIn("ada");
      TestConnection second = server.signedIn("ada");
      server.signedIn("bob");
      TestConnection wrong = server.connect();
      wrong.signin("app-key:" + "0".repeat(64), ADA);
      assertThat(wrong.next()).contains("4009");
      becomes(server, "belfry_users{app=1}", 2);
      assertThat(
              read(server).value("belfry_signins_total{app=1,outcome=accepted,reason=signed_in}"))
          .isEqualTo(3);
      assertThat(
              read(server)
                  .value("belfry_signins_total{app=1,outcome=refused,reason=signature_wrong}"))
          .isEqualTo(1);
      first.client().close();
      second.client().close();
      becomes(server, "belfry_users{app=1}", 1);
    }
  }

  @Test
  @Tag("LIM-017")
  void givenSubscriptions_theyAndTheirChannelsAreCountedUpAndDown() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      TestConnection ada = server.connect();
      TestConnection bob = server.connect();
      for (TestConnection each : List.of(ada, bob)) {
        for (String channel : List.of("a", "b", "c")) {
          each.subscribe(channel);
          assertThat(each.next()).contains("succeeded");
        }
        each.subscribe("a");
        assertThat(each.next()).contains("succeeded");
      }
      becomes(server, "belfry_channels{app=1}", 3);
      becomes(server, "belfry_subscriptions{app=1}", 6);
      ada.unsubscribe("a");
      ada.hasNothing();
      becomes(server, "belfry_subscriptions{app=1}", 5);
      becomes(server, "belfry_channels{app=1}", 3);
      bob.client().close();
      becomes(server, "belfry_subscriptions{app=1}", 2);
      becomes(server, "belfry_channels{app=1}", 2);
    }
  }

  @Test
  @Tag("THR-43")
  void givenConnectionsThatEnd_theyAreCountedBySideAndCode() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      for (int code : new int[] {1000, 1001, 4711, 3000}) {
        RecordingClient client = server.connect().client();
        client.sendFrame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
        client.nextClose();
      }
      server.connect().client().close();
      server.signedIn("ada");
      assertThat(new Api(server).post("/apps/1/users/ada/terminate_connections", "{}").statusCode())
          .isEqualTo(200);
      String row = "belfry_connections_closed_total{app=1,code=%s,side=%s}";
      becomes(server, row.formatted("1000", "client"), 1);
      becomes(server, row.formatted("1001", "client"), 1);
      becomes(server, row.formatted("other", "client"), 2);
      becomes(server, row.formatted("1006", "client"), 1);
      becomes(server, row.formatted("4009", "server"), 1);
      assertThat(read(server).rows().keySet()).noneMatch(found -> found.contains("4711"));
    }
  }

  @Test
  @Tag("LIM-032")
  void givenRefusals_eachIsCountedOnceUnderItsWords() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      server.open("/app/nobody?protocol=7").next();
      server.open("/app/off-key?protocol=7").next();
      TestConnection ada = server.connect();
      ada.subscribe("private-a");
      assertThat(ada.next()).contains("AuthError");
      new Api(server, Secret.of("wrong")).get("/apps/1/channels");
      Map<String, Double> counted = new TreeMap<>();
      read(server)
          .rows()
          .forEach(
              (row, value) -> {
                if (row.contains("refusals") && value > 0) {
                  counted.put(row, value);
                }
              });
      assertThat(counted)
          .containsOnlyKeys(
              "belfry_api_refusals_total{app=1,reason=auth_signature_invalid}",
              "belfry_refusals_total{app=1,kind=subscription,reason=auth_missing}",
              "belfry_refusals_total{app=3,kind=connection,reason=app_disabled}",
              "belfry_refusals_total{app=unknown,kind=connection,reason=app_unknown}");
    }
  }

  @Test
  @Tag("THR-43")
  void givenThePage_itIsStrictPrometheusTextWithNamesAsTheyShouldBe() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      server.signedIn("ada");
      MetricsText page = read(server);
      page.lint();
      assertThat(page.names()).hasSizeGreaterThan(30);
      assertThat(page.text().lines()).allMatch(line -> line.length() < 300);
    }
  }
}
