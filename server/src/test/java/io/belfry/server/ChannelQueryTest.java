package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class ChannelQueryTest {
  private static final String CHANNELS = "/apps/1/channels";
  private TestServer server = Api.serve("", "max_channels_listed: 3", "name: one");
  private Api api = new Api(server);

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(String limits, String ofApp) {
    server.close();
    server = Api.serve("", limits, ofApp);
    api = new Api(server);
  }

  private TestConnection subscribedTo(String channel) {
    TestConnection connection = server.connect();
    connection.subscribePrivate(channel);
    assertThat(connection.next()).contains("subscription_succeeded");
    return connection;
  }

  private TestConnection member(String channel, String channelData) {
    TestConnection connection = server.connect();
    String auth = token(connection.socketId() + ":" + channel + ":" + channelData);
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"%s\",\"channel\":\"%s\",\"channel_data\":%s}}"
            .formatted(auth, channel, quoted(channelData)));
    assertThat(connection.next()).contains("subscription_succeeded");
    return connection;
  }

  private void assertAnswer(String expected, String path, String... namesAndValues) {
    // Another node may show a change half a second later (rule CLU-051).
    if (NodesOfTheRun.COUNT > 1) {
      server.await(
          path + " answers " + expected,
          () -> api.get(path, namesAndValues).body().equals(expected));
    }
    HttpResponse<String> response = api.get(path, namesAndValues);
    assertThat(response.body()).isEqualTo(expected);
    assertThat(response.statusCode()).isEqualTo(200);
  }

  private void assertRefused(String reason, String path, String... namesAndValues) {
    HttpResponse<String> response = api.get(path, namesAndValues);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).endsWith(",\"code\":400,\"reason\":\"" + reason + "\"}");
  }

  @Test
  @Tag("HTTP-100")
  @Tag("HTTP-101")
  @Tag("HTTP-083")
  @Tag("one-node")
  void givenSubscriptions_itListsTheOccupiedChannelsOfThePrefix() {
    assertAnswer("{\"channels\":{}}", CHANNELS);
    TestConnection connection = subscribedTo("private-a");
    subscribedTo("private-a");
    subscribedTo("public");
    TestConnection user = server.signedIn("u");
    user.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"#server-to-user-u\"}}");
    assertThat(user.next()).contains("subscription_succeeded");
    assertThat(api.get(CHANNELS).body())
        .isIn(
            "{\"channels\":{\"private-a\":{},\"public\":{}}}",
            "{\"channels\":{\"public\":{},\"private-a\":{}}}");
    assertAnswer("{\"channels\":{\"private-a\":{}}}", CHANNELS, "filter_by_prefix", "private-");
    assertAnswer("{\"channels\":{}}", CHANNELS, "filter_by_prefix", "#server");
    connection.unsubscribe("private-a");
    connection.hasNothing();
    assertAnswer("{\"channels\":{\"private-a\":{}}}", CHANNELS, "filter_by_prefix", "private-");
  }

  @Test
  @Tag("HTTP-100")
  @Tag("HTTP-102")
  @Tag("HTTP-104")
  void givenAWishForCounts_theyStandBesideEachChannel() {
    member("presence-a", "{\"user_id\":\"1\"}");
    member("presence-a", "{\"user_id\":\"1\"}");
    member("presence-a", "{\"user_id\":2}");
    assertAnswer(
        "{\"channels\":{\"presence-a\":{\"user_count\":2,\"subscription_count\":3}}}",
        CHANNELS,
        "filter_by_prefix",
        "presence-",
        "info",
        " user_count ,, subscription_count,");
    assertRefused("info_not_applicable", CHANNELS, "info", "user_count");
    assertRefused("info_not_applicable", CHANNELS, "info", "cache");
    assertRefused("info_unknown", CHANNELS, "info", "subscription_count,users");
  }

  @Test
  @Tag("HTTP-103")
  void givenCountsSwitchedOff_queriesRefuseThemAndPublishesLeaveThemOut() {
    restart("max_batch_size: 10", "subscription_count: {enabled: false}");
    assertRefused("info_not_enabled", CHANNELS, "info", "subscription_count");
    assertRefused("info_not_enabled", CHANNELS + "/a", "info", "subscription_count");
    HttpResponse<String> published =
        api.post(
            "/apps/1/events",
            "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\",\"info\":\"subscription_count\"}");
    assertThat(published.body()).isEqualTo("{\"channels\":{\"a\":{}}}");
  }

  @Test
  @Tag("HTTP-105")
  @Tag("LIM-004")
  @Tag("one-node")
  void givenMoreChannelsThanAListMayHave_itIsCutAndSaysSo() {
    for (String channel : new String[] {"a", "b", "c"}) {
      subscribedTo(channel);
    }
    assertThat(api.get(CHANNELS).body()).doesNotContain("truncated").containsPattern("\"c\":\\{}");
    subscribedTo("d");
    HttpResponse<String> cut = api.get(CHANNELS);
    assertThat(cut.body()).endsWith("},\"truncated\":true}");
    assertThat(api.refusals("max_channels_listed")).isEqualTo(1);
    assertThat(cut.body().split("\\{}", -1)).hasSize(4);
  }

  @Test
  @Tag("HTTP-110")
  @Tag("HTTP-111")
  void givenOneChannel_itTellsItsState() {
    assertAnswer("{\"occupied\":false}", CHANNELS + "/presence-a");
    assertAnswer(
        "{\"occupied\":false,\"user_count\":0,\"subscription_count\":0}",
        CHANNELS + "/presence-a",
        "info",
        "user_count,subscription_count");
    member("presence-a", "{\"user_id\":\"1\"}");
    member("presence-a", "{\"user_id\":\"1\"}");
    assertAnswer(
        "{\"occupied\":true,\"user_count\":1,\"subscription_count\":2}",
        CHANNELS + "/presence-a",
        "info",
        "user_count,subscription_count");
    assertAnswer("{\"occupied\":true}", CHANNELS + "/presence-a");
  }

  @Test
  @Tag("HTTP-112")
  @Tag("HTTP-113")
  @Tag("one-node")
  void givenACacheChannel_itTellsWhatIsKeptAndForHowLong() {
    String path = CHANNELS + "/cache-a";
    assertAnswer("{\"occupied\":false,\"cache\":null}", path, "info", "cache");
    api.post(
        "/apps/1/events",
        "{\"name\":\"e\",\"channel\":\"cache-a\",\"data\":\"{\\\"é\\\":\\\"/\\\\n\\\"}\"}");
    assertAnswer(
        "{\"occupied\":false,\"cache\":{\"data\":\"{\\\"é\\\":\\\"/\\\\n\\\"}\",\"ttl\":1800}}",
        path,
        "info",
        "cache");
    server.clock().advance(Duration.ofMillis(1_500));
    assertThat(api.get(path, "info", "cache").body()).endsWith("\"ttl\":1798}}");
    server.clock().advance(Duration.ofSeconds(1_800));
    assertAnswer("{\"occupied\":false,\"cache\":null}", path, "info", "cache");
    assertRefused("info_not_applicable", CHANNELS + "/a", "info", "cache");
    assertRefused("info_not_applicable", CHANNELS + "/private-a", "info", "user_count");
    assertRefused("info_unknown", CHANNELS + "/a", "info", "members");
  }

  @ParameterizedTest
  @Tag("HTTP-083")
  @Tag("HTTP-114")
  @CsvSource({
    "%23server-to-user-u, channel_name_invalid",
    "a%3Ab, channel_name_invalid",
    "a%2Fb, channel_name_invalid",
    "a%0a, channel_name_invalid"
  })
  void givenANameThatIsNone_itIsRefused(String segment, String reason) {
    assertRefused(reason, CHANNELS + "/" + segment);
  }

  @Test
  @Tag("HTTP-114")
  @Tag("THR-31")
  void givenABrokenEscape_itIsNoName() {
    String path = CHANNELS + "/a%zz";
    var client =
        server.request(
            "GET " + path + "?" + api.query("GET", path, "") + " HTTP/1.1\r\nHost: h", "");
    assertThat(client.status()).isEqualTo(400);
    assertThat(client.readBody()).endsWith("\"reason\":\"channel_name_invalid\"}");
  }

  @Test
  @Tag("HTTP-114")
  void givenAnEncodedName_itIsDecodedOnce() {
    subscribedTo("private-a=b,c");
    assertAnswer("{\"occupied\":true}", CHANNELS + "/%70rivate-a%3Db%2Cc");
    assertRefused("channel_name_invalid", CHANNELS + "/%2570rivate-a");
  }

  @Test
  @Tag("HTTP-121")
  @Tag("HTTP-122")
  @Tag("HTTP-123")
  void givenMembers_eachStandsOnceWithItsIdAsText() {
    String path = CHANNELS + "/presence-a/users";
    assertAnswer("{\"users\":[]}", path);
    member("presence-a", "{\"user_id\":\"b\",\"user_info\":{\"n\": 1.50}}");
    member("presence-a", "{\"user_id\":7}");
    member("presence-a", "{\"user_id\":\"b\"}");
    assertAnswer("{\"users\":[{\"id\":\"b\"},{\"id\":\"7\"}]}", path);
    assertAnswer("{\"users\":[{\"id\":\"b\"},{\"id\":\"7\"}]}", path, "with_user_info", "0");
    assertAnswer(
        "{\"users\":[{\"id\":\"b\",\"user_info\":{\"n\": 1.50}},{\"id\":\"7\"}]}",
        path,
        "with_user_info",
        "1");
  }

  @ParameterizedTest
  @Tag("HTTP-120")
  @ValueSource(strings = {"a", "private-a", "presence", "%23server-to-user-u"})
  void givenAChannelWithoutMembers_itHasNoUsersToList(String channel) {
    assertRefused("not_presence_channel", CHANNELS + "/" + channel + "/users");
  }

  @Test
  @Tag("HTTP-120")
  void givenAPresenceNameThatCannotBe_itIsInvalid() {
    assertRefused("channel_name_invalid", CHANNELS + "/presence-%20/users");
  }

  @Test
  @Tag("HTTP-130")
  @Tag("THR-18")
  void givenConnections_itCountsThoseOfTheApp() {
    server.connect();
    server.connect();
    server.connect("/app/" + TestServer.OTHER_KEY);
    assertAnswer("{\"connections\":2}", "/apps/1/connections");
  }

  @Test
  @Tag("HTTP-058")
  @Tag("HTTP-059")
  @Tag("one-node")
  void givenAPublishThatAsks_itTellsTheCountsThatApply() {
    member("presence-a", "{\"user_id\":\"1\"}");
    member("presence-a", "{\"user_id\":\"1\"}");
    subscribedTo("b");
    HttpResponse<String> response =
        api.post(
            "/apps/1/events",
            "{\"name\":\"e\",\"channels\":[\"presence-a\",\"b\",\"c\",\"b\",\"#server-to-user-u\"],"
                + "\"data\":\"x\",\"info\":\"user_count, subscription_count,unheard\"}");
    assertThat(response.body())
        .isEqualTo(
            "{\"channels\":{\"presence-a\":{\"user_count\":1,\"subscription_count\":2},"
                + "\"b\":{\"subscription_count\":1},\"c\":{\"subscription_count\":0},"
                + "\"#server-to-user-u\":{}}}");
  }

  @ParameterizedTest
  @Tag("HTTP-057")
  @ValueSource(strings = {"null", "\"\"", "\" , \""})
  void givenInfoThatIsEmpty_itAnswersAnEmptyObject(String info) {
    String body = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"info\":" + info + "}";
    assertThat(api.post("/apps/1/events", body).body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @Tag("HTTP-058")
  @Tag("HTTP-104")
  @ValueSource(strings = {"unheard", "cache"})
  void givenInfoThatDoesNotApply_thePublishLeavesItOut(String info) {
    String body = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"info\":\"" + info + "\"}";
    assertThat(api.post("/apps/1/events", body).body()).isEqualTo("{\"channels\":{\"a\":{}}}");
  }

  @Test
  @Tag("HTTP-020")
  @Tag("HTTP-104")
  void givenAnArrayAsPhpSendsIt_theEndpointSeesAllOfIt() {
    String path = CHANNELS + "/presence-a";
    String signed = api.query("GET", path, "", "info", "user_count,subscription_count");
    String sent =
        signed.replace(
            "info=user_count%2Csubscription_count",
            "info[0]=user_count&info[1]=subscription_count");
    var client = server.request("GET " + path + "?" + sent + " HTTP/1.1\r\nHost: h", "");
    assertThat(client.readBody())
        .isEqualTo("{\"occupied\":false,\"user_count\":0,\"subscription_count\":0}");
  }
}
