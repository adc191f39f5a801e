package io.belfry.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Three nodes, their clients, and what has to be true of them at a quiet point: what clients have
 * seen, what each node answers over HTTP, and what the clients want, which is the truth.
 *
 * <p>Thread: confined to the test, but for publishing.
 */
final class ModelWorld implements AutoCloseable {
  static final int NODES = 3;
  static final List<String> USERS = List.of("ann", "bob", "cid", "dee");
  static final List<String> CHANNELS =
      List.of("news", "cache-news", "private-talk", "presence-hall", "presence-room");

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Executor SOON = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

  private final String cluster = EngineOfTheRun.newName();
  private final String app;
  private final Map<Integer, ModelNode> nodes = new TreeMap<>();
  private final List<ModelClient> clients = new ArrayList<>();
  private final Collection<String> mistakes = new ConcurrentLinkedQueue<>();
  private final AtomicLong ticks = new AtomicLong();
  private final ModelEvents events = new ModelEvents(ticks);
  private final Map<ModelSubscription, String> atLastQuiet = new HashMap<>();
  private int connected;

  /**
   * Starts them all at once.
   *
   * @param app a further line of the app; may be empty
   */
  ModelWorld(String app) {
    this.app = app;
    List<CompletableFuture<ModelNode>> starting = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      int number = i;
      starting.add(
          CompletableFuture.supplyAsync(
              () -> new ModelNode(number, cluster, app),
              task -> Thread.ofVirtual().name("starts").start(task)));
    }
    starting.forEach(each -> nodes.put(each.join().number(), each.join()));
  }

  ModelEvents events() {
    return events;
  }

  /** The nodes that are there, by their numbers. */
  Map<Integer, ModelNode> nodes() {
    return nodes;
  }

  /** The clients whose connections are not to end. */
  List<ModelClient> clients() {
    return clients.stream().filter(each -> each.seen(it -> it.end().isEmpty())).toList();
  }

  ModelClient connect(ModelNode node) {
    ModelClient client = new ModelClient("c" + connected++, node, ticks, mistakes::add);
    clients.add(client);
    return client;
  }

  /** Clients whose connections are to stay, of one node. */
  List<ModelClient> clientsOf(ModelNode node) {
    return clients().stream().filter(each -> each.node() == node).toList();
  }

  /**
   * Publishes by a node.
   *
   * @return completes when it is answered, however
   */
  CompletableFuture<Void> publish(ModelNode by, String channel) {
    String text = events.begin(channel, null);
    return CompletableFuture.runAsync(
        () -> {
          if (isPublished(by, channel, text)) {
            events.answered(text);
          }
        },
        task -> Thread.ofVirtual().name("publishes").start(task));
  }

  private static boolean isPublished(ModelNode by, String channel, String text) {
    try {
      if (channel.startsWith(ModelClient.USER)) {
        by.backend().sendToUser(channel.substring(ModelClient.USER.length()), "e", text);
      } else {
        by.backend().trigger(channel, "e", text);
      }
      return true;
    } catch (RuntimeException e) {
      // Its node is going.
      return false;
    }
  }

  void startNode(int number) {
    nodes.put(number, new ModelNode(number, cluster, app));
  }

  void killNode(int number) {
    ModelNode node = requireNonNull(nodes.remove(number));
    List<ModelClient> lost = clientsOf(node);
    lost.forEach(each -> each.ends("loses its node"));
    // The link first, or the node would tell how its clients leave.
    node.cut();
    lost.forEach(ModelClient::reset);
    node.kill();
  }

  /** It goes down in order. */
  void closeNode(int number) {
    ModelNode node = requireNonNull(nodes.remove(number));
    clientsOf(node).forEach(each -> each.ends("goes with its node"));
    node.close();
  }

  void terminate(String user, ModelNode by) {
    List<ModelClient> all = clients().stream().filter(each -> each.user().equals(user)).toList();
    all.forEach(each -> each.await(ModelClient.USER + user));
    all.forEach(each -> each.ends("terminated"));
    by.backend().terminateUserConnections(user);
  }

  /** Waits until nothing is under way, and until all agree. */
  void quiet() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> differences = differences();
    while (!differences.isEmpty() && mistakes.isEmpty() && System.nanoTime() < end) {
      CompletableFuture.runAsync(() -> {}, SOON).join();
      differences = differences();
    }
    assertThat(mistakes).isEmpty();
    assertThat(differences).isEmpty();
    assertThat(events.disorders(clients)).isEmpty();
    assertThat(wrongTransitions()).isEmpty();
    goOn();
  }

  private List<String> differences() {
    List<String> differences = new ArrayList<>();
    Map<String, Long> subscriptions = new TreeMap<>();
    Map<String, Set<String>> members = new TreeMap<>();
    Set<String> online = new TreeSet<>();
    for (ModelClient client : clients()) {
      client
          .wanted()
          .forEach(
              (channel, user) -> {
                subscriptions.merge(channel, 1L, Long::sum);
                if (channel.startsWith("presence-")) {
                  members.computeIfAbsent(channel, same -> new TreeSet<>()).add(user);
                }
              });
      if (!client.user().isEmpty()) {
        online.add(client.user());
      }
    }
    clients.stream()
        .filter(each -> !each.hasEnded() && !clients().contains(each))
        .forEach(each -> differences.add(each + " should have ended"));
    for (ModelClient client : clients()) {
      differences.addAll(ofClient(client, members, online));
      differences.addAll(events.missing(client));
    }
    if (differences.isEmpty()) {
      differences.addAll(ofAnswers(subscriptions, members));
    }
    return differences;
  }

  private static List<String> ofClient(
      ModelClient client, Map<String, Set<String>> members, Set<String> online) {
    List<String> differences = new ArrayList<>();
    client.seen(
        seen -> {
          seen.current()
              .forEach(
                  (channel, of) -> {
                    if (!of.hasBegun()) {
                      differences.add(of + " has not begun");
                    } else if (channel.startsWith("presence-")
                        && !of.roster().equals(members.get(channel))) {
                      differences.add(of + " sees " + of.roster() + ", not " + members);
                    }
                  });
          seen.online()
              .forEach(
                  (user, is) -> {
                    if (is != online.contains(user)) {
                      differences.add(client + " sees " + user + " online: " + is);
                    }
                  });
          if (!client.user().isEmpty() && seen.online().size() < USERS.size()) {
            differences.add(client + " knows only of " + seen.online());
          }
          return seen;
        });
    return differences;
  }

  private List<String> ofAnswers(
      Map<String, Long> subscriptions, Map<String, Set<String>> members) {
    Map<String, Long> users = new TreeMap<>();
    members.forEach((channel, all) -> users.put(channel, (long) all.size()));
    List<String> differences = new ArrayList<>();
    Set<Map<String, List<String>>> places = new HashSet<>();
    for (ModelNode node : nodes.values()) {
      ModelNode.Answers said =
          node.ask(CHANNELS.stream().filter(each -> each.startsWith("presence-")).toList());
      places.add(said.members());
      Map<String, Set<String>> saidMembers = new TreeMap<>();
      said.members().forEach((channel, all) -> saidMembers.put(channel, new TreeSet<>(all)));
      if (!said.subscriptions().equals(subscriptions)
          || !said.users().equals(users)
          || !saidMembers.equals(members)
          || said.connections() != clients().size()) {
        differences.add(
            "n%d says %s; true are %s, %s, %d connections"
                .formatted(node.number(), said, subscriptions, members, clients().size()));
      }
    }
    if (places.size() > 1) {
      differences.add("nodes order members differently: " + places);
    }
    return differences;
  }

  /**
   * What was seen of members between two quiet points: nothing of whom a client held all the time,
   * and the same in the same order by all who were there all the time.
   */
  private List<String> wrongTransitions() {
    List<String> wrong = new ArrayList<>();
    Map<String, Set<String>> steady = new HashMap<>();
    atLastQuiet.forEach(
        (subscription, user) -> {
          if (!subscription.isOver()) {
            steady.computeIfAbsent(subscription.channel(), channel -> new TreeSet<>()).add(user);
          }
        });
    Map<String, List<String>> common = new HashMap<>();
    for (ModelClient client : clients) {
      client.seen(
          seen -> {
            for (ModelSubscription each : seen.all()) {
              List<String> transitions = each.transitions();
              if (transitions.stream()
                  .anyMatch(
                      it ->
                          steady
                              .getOrDefault(each.channel(), Set.of())
                              .contains(it.substring(1)))) {
                wrong.add(each + " saw " + transitions + ", but there all the time were " + steady);
              }
              if (atLastQuiet.containsKey(each) && !each.isOver()) {
                List<String> others = common.putIfAbsent(each.channel(), transitions);
                if (others != null && !others.equals(transitions)) {
                  wrong.add(each + " saw " + transitions + ", another one " + others);
                }
              }
            }
            return seen;
          });
    }
    return wrong;
  }

  private void goOn() {
    clients.removeIf(ModelClient::hasEnded);
    events.forget();
    atLastQuiet.clear();
    for (ModelClient client : clients) {
      client.seen(
          seen -> {
            seen.all().removeIf(ModelSubscription::isOver);
            for (ModelSubscription each : seen.all()) {
              each.goesOn();
              if (each.channel().startsWith("presence-")) {
                atLastQuiet.put(each, client.wanted().getOrDefault(each.channel(), ""));
              }
            }
            return seen;
          });
    }
  }

  @Override
  public void close() {
    clients().forEach(ModelClient::vanish);
    nodes.values().forEach(ModelNode::kill);
  }
}
