package io.belfry.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three nodes that are restarted one after the other, while clients stay and events go on. */
class ClusterRollingRestartTest {
  private static final String HALL = "presence-hall";
  private static final int CLIENTS_A_NODE = 3;
  private static final String HOOKS =
      "webhooks: [{url: \"%s\", vacated_delay_ms: 60000, member_removed_delay_ms: 60000,"
          + " event_types: [channel_occupied, channel_vacated, member_added, member_removed]}]";

  /** Publishes one event after the other by the nodes that stay, until it ends. */
  private static final class Load {
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final CompletableFuture<Void> ended;

    private Load(ModelWorld world, List<ModelNode> by) {
      ended =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; !isOver.get(); i++) {
                  world.publish(by.get(i % by.size()), i % 2 == 0 ? "news" : HALL).join();
                }
              },
              task -> Thread.ofVirtual().name("load").start(task));
    }

    private void end() {
      isOver.set(true);
      ended.join();
    }
  }

  private static void join(ModelClient client, String user) {
    client.subscribe("news", "");
    client.subscribe(HALL, user);
  }

  /** One goes down in order, its clients go elsewhere, and another takes its place. */
  private static void restart(ModelWorld world, int number) {
    List<String> users = new ArrayList<>();
    world
        .clientsOf(requireNonNull(world.nodes().get(number)))
        .forEach(each -> users.add(each.wanted().getOrDefault(HALL, "")));
    List<ModelNode> staying =
        world.nodes().values().stream().filter(each -> each.number() != number).toList();
    Load load = new Load(world, staying);
    try {
      world.closeNode(number);
      for (int i = 0; i < users.size(); i++) {
        join(world.connect(staying.get(i % staying.size())), users.get(i));
      }
      world.startNode(number);
    } finally {
      load.end();
    }
    world.quiet();
  }

  private static List<String> told(HookReceiver receiver) {
    return receiver.taken().stream().map(ClusterRollingRestartTest::text).toList();
  }

  private static String text(JsonObject event) {
    String user = event.has("user_id") ? " " + event.get("user_id").getAsString() : "";
    return event.get("name").getAsString() + " " + event.get("channel").getAsString() + user;
  }

  @Test
  @Tag("CLU-071")
  @Tag("CLU-061")
  void givenARollingRestartUnderLoad_nothingIsLostAndNothingWrongIsTold() throws IOException {
    try (HookReceiver receiver = new HookReceiver("a secret of the app");
        ModelWorld world = new ModelWorld(HOOKS.formatted(receiver.url("/")))) {
      List<String> expected = new ArrayList<>(List.of("channel_occupied news"));
      expected.add("channel_occupied " + HALL);
      for (Map.Entry<Integer, ModelNode> each : world.nodes().entrySet()) {
        for (int i = 0; i < CLIENTS_A_NODE; i++) {
          String user = "user-" + each.getKey() + "-" + i;
          join(world.connect(each.getValue()), user);
          expected.add("member_added " + HALL + " " + user);
        }
      }
      world.quiet();
      receiver.await("all came", all -> told(receiver).size() >= expected.size());
      for (int number = 0; number < ModelWorld.NODES; number++) {
        restart(world, number);
      }
      world.connect(List.copyOf(world.nodes().values()).get(0)).subscribe(HALL, "last");
      expected.add("member_added " + HALL + " last");
      world.quiet();

      receiver.await("the last came", all -> told(receiver).contains(expected.getLast()));
      assertThat(told(receiver)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }
}
