package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import io.belfry.rest.ApiException;
import io.belfry.rest.Blocked;
import io.belfry.rest.BlockedUser;
import io.belfry.rest.PageQuery;
import io.belfry.rest.Pusher;
import io.belfry.rest.Revoked;
import io.belfry.rest.SignInsToRevoke;
import io.belfry.rest.UserAuth;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Users and their sessions at several nodes, which any node tells of and ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a cluster takes seconds until it has settled
class UsersOverNodesTest {
  private static final int NODES = 3;
  private static final String APP = "1";

  private final EngineProcess engine = EngineProcess.start();
  private final NodesScene nodes =
      new NodesScene(engine, "users", NODES, "user_authentication: {enabled: true}");
  private final List<Pusher> apis = IntStream.range(0, NODES).mapToObj(nodes::api).toList();
  private final List<RecordingClient> clients = new ArrayList<>();

  @AfterAll
  void stop() {
    clients.forEach(RecordingClient::close);
    apis.forEach(Pusher::close);
    nodes.close();
    engine.close();
  }

  private record Signed(RecordingClient client, String socketId) {
    private void isEnded(int code, String reason) {
      assertThat(client.next()).contains("\"code\":" + code).contains(reason);
      Frame close = client.nextClose();
      assertThat(close.closeCode()).isEqualTo(code);
      client.answerClose();
    }

    private void hasNothing() {
      client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(client.next()).contains("pusher:pong");
    }
  }

  private Signed signIn(int node, String user, String login, String device) {
    Signed signed = triedToSignIn(node, user, login, device);
    assertThat(signed.client().next()).contains("pusher:signin_success");
    return signed;
  }

  private Signed triedToSignIn(int node, String user, String login, String device) {
    RecordingClient client = nodes.client(node, APP);
    clients.add(client);
    String data = JsonParser.parseString(client.next()).getAsJsonObject().get("data").getAsString();
    String socketId = JsonParser.parseString(data).getAsJsonObject().get("socket_id").getAsString();
    JsonObject userData = new JsonObject();
    userData.addProperty("id", user);
    userData.addProperty("session", login);
    userData.addProperty("device", device);
    UserAuth auth = apis.get(0).authenticateUserVerbatim(socketId, userData.toString());
    JsonObject message = new JsonObject();
    message.addProperty("event", "pusher:signin");
    message.add("data", JsonParser.parseString(auth.toJson()));
    client.send(message.toString());
    return new Signed(client, socketId);
  }

  private JsonObject get(int node, String path, Map<String, String> parameters) {
    return JsonParser.parseString(apis.get(node).get(path, parameters)).getAsJsonObject();
  }

  private String end(int node, String user, String selector) {
    return apis.get(node).post("/users/" + user + "/sessions/terminate", selector);
  }

  private static List<String> texts(JsonArray all, String member) {
    return StreamSupport.stream(all.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(each -> each.get(member).getAsString())
        .toList();
  }

  @Test
  @Tag("USR-010")
  @Tag("USR-012")
  @Tag("USR-017")
  void givenUsersOnAllNodes_eachNodeTellsOfAll() {
    for (int i = 0; i < 7; i++) {
      signIn(i % NODES, "list-" + i, "web", "phone");
    }
    signIn(1, "list-0", "web", "laptop");

    for (int node = 0; node < NODES; node++) {
      List<String> seen = new ArrayList<>();
      Map<String, String> page = Map.of("limit", "3", "filter_by_prefix", "list-");
      JsonObject listed = get(node, "/users", page);
      seen.addAll(texts(listed.getAsJsonArray("users"), "id"));
      while (listed.has("next")) {
        assertThat(listed.has("complete")).isFalse();
        listed =
            get(
                node,
                "/users",
                Map.of(
                    "limit",
                    "3",
                    "filter_by_prefix",
                    "list-",
                    "after",
                    listed.get("next").getAsString()));
        seen.addAll(texts(listed.getAsJsonArray("users"), "id"));
      }
      assertThat(seen)
          .containsExactly("list-0", "list-1", "list-2", "list-3", "list-4", "list-5", "list-6");
      assertThat(apis.get(node).get("/users/list-0"))
          .contains("\"connection_count\":2")
          .doesNotContain("complete");
      assertThat(apis.get(node).post("/batch_users", "{\"ids\":[\"list-0\",\"list-none\"]}"))
          .contains("\"connection_count\":2")
          .contains("\"online\":false");
    }
  }

  @Test
  @Tag("USR-014")
  @Tag("USR-017")
  @Tag("USR-021")
  @Tag("USR-022")
  @Tag("USR-024")
  void givenDevicesAtTwoNodes_oneIsEndedByAnyNodeAndToldWhyWhileTheOthersStay() {
    Signed phone = signIn(0, "ada", "app-1", "Ada's phone");
    Signed tab = signIn(1, "ada", "web-1", "laptop");
    Signed otherTab = signIn(0, "ada", "web-1", "laptop");

    JsonArray sessions = get(1, "/users/ada/sessions", Map.of()).getAsJsonArray("sessions");
    assertThat(texts(sessions, "socket_id"))
        .containsExactlyInAnyOrder(phone.socketId(), tab.socketId(), otherTab.socketId());
    assertThat(texts(sessions, "node").stream().distinct()).hasSize(2);
    assertThat(texts(sessions, "device")).contains("Ada's phone");

    assertThat(end(1, "ada", "{\"socket_id\":\"" + phone.socketId() + "\",\"reason\":\"Lost\"}"))
        .isEqualTo("{\"terminated\":1}");
    phone.isEnded(4009, "Lost");
    assertThat(
            texts(get(0, "/users/ada/sessions", Map.of()).getAsJsonArray("sessions"), "socket_id"))
        .containsExactlyInAnyOrder(tab.socketId(), otherTab.socketId());
    assertThat(end(0, "ada", "{\"except_socket_id\":\"" + otherTab.socketId() + "\"}"))
        .isEqualTo("{\"terminated\":1}");
    tab.isEnded(4009, "");
    assertThat(end(1, "ada", "{\"session\":\"web-1\",\"reconnect\":true}"))
        .isEqualTo("{\"terminated\":1}");
    otherTab.isEnded(4200, "");
    assertThat(apis.get(0).get("/users/ada")).contains("\"online\":false");
  }

  @Test
  @Tag("USR-023")
  @Tag("USR-024")
  @Tag("USR-030")
  @Tag("USR-031")
  @Tag("USR-032")
  void givenAUserBlockedAtOneNode_sessionsEndAtAllAndNoNodeTakesTheUserUntilItIsLifted() {
    List<Signed> sessions = onEachNode(node -> signIn(node, "mallory", "web-" + node, "laptop"));
    Signed other = signIn(1, "trent", "web", "laptop");

    Blocked block = apis.get(2).users().block("mallory", Duration.ofHours(1), "Spam");

    assertThat(block.terminated()).isEqualTo(NODES);
    assertThat(block.isComplete()).isTrue();
    sessions.forEach(session -> session.isEnded(4009, "Spam"));
    onEachNode(node -> triedToSignIn(node, "mallory", "web", "phone"))
        .forEach(refused -> refused.isEnded(4009, "Spam"));
    for (Pusher api : apis) {
      assertThat(api.users().blocked(PageQuery.first()).users())
          .extracting(BlockedUser::id)
          .containsExactly("mallory");
      assertThat(api.users().state("mallory").blockedUntil()).contains(block.until());
    }
    assertThat(apis.get(0).users().unblock("mallory")).isTrue();
    onEachNode(node -> signIn(node, "mallory", "web", "phone"));
    assertThat(apis.get(1).users().unblock("mallory")).isFalse();
    other.hasNothing();
  }

  @Test
  @Tag("USR-024")
  @Tag("USR-045")
  void givenALoginSessionRevokedAtOneNode_itsSessionsEndAtAllAndNoNodeTakesItAgain() {
    List<Signed> sessions = onEachNode(node -> signIn(node, "peggy", "lost", "laptop"));
    Signed other = signIn(0, "peggy", "kept", "phone");

    Revoked revoked =
        apis.get(1).users().revoke(SignInsToRevoke.ofSession("lost").withReason("Stolen"));

    assertThat(revoked.terminated()).isEqualTo(NODES);
    assertThat(revoked.isComplete()).isTrue();
    sessions.forEach(session -> session.isEnded(4009, "Stolen"));
    onEachNode(node -> triedToSignIn(node, "peggy", "lost", "laptop"))
        .forEach(
            refused ->
                assertThat(refused.client().next())
                    .contains("\"code\":4009")
                    .contains("Token revoked"));
    other.hasNothing();
  }

  private static List<Signed> onEachNode(IntFunction<Signed> signing) {
    return IntStream.range(0, NODES).mapToObj(signing).toList();
  }

  private boolean isWhole(int node) {
    return !apis.get(node).get("/users/eve").contains("complete")
        && end(node, "nobody", "{\"all\":true}").equals("{\"terminated\":0}");
  }

  @Test
  @Tag("USR-017")
  @Tag("CLU-043")
  void givenAnEngineThatHangs_eachNodeTellsOfItsOwnAndThatSomeIsMissing() {
    Signed here = signIn(0, "eve", "web-1", "laptop");
    signIn(1, "eve", "app-1", "phone");
    engine.hang();
    JsonObject sessions = get(0, "/users/eve/sessions", Map.of());
    engine.goOn();

    assertThat(texts(sessions.getAsJsonArray("sessions"), "socket_id"))
        .containsExactly(here.socketId());
    assertThat(sessions.get("complete").getAsBoolean()).isFalse();
    Waiting.until(
        "all nodes are linked again", () -> IntStream.range(0, NODES).allMatch(this::isLinked));
    assertThat(apis.get(0).get("/users/eve")).contains("\"connection_count\":2");
  }

  // While its link is away a node refuses orders.
  private boolean isLinked(int node) {
    try {
      return isWhole(node);
    } catch (ApiException e) {
      return false;
    }
  }
}
