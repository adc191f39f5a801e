package io.belfry.cluster.redis.sim;

import static io.belfry.cluster.redis.sim.RespSocket.list;
import static io.belfry.cluster.redis.sim.RespSocket.text;

import io.belfry.cluster.redis.wire.Layout;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth.ChannelTruth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has to be true when all is quiet: engine, rosters, clients and model say the same. */
final class SimChecks {
  private static final Pattern HAVE_OPPOSITES = Pattern.compile("(channel|member|user)_.*");

  private final SimWorld world;
  private final SimHost host;

  SimChecks(SimWorld world) {
    this.world = world;
    this.host = world.host();
  }

  void check() {
    List<SimNode> living = world.nodes().stream().filter(node -> !node.isDead()).toList();
    living.forEach(
        node -> world.check(node.isLinked(), () -> node.name() + " is not linked in the end"));
    SimWorld.CHANNELS.forEach(name -> channel(name, living));
    SimWorld.USERS.forEach(name -> user(name, living));
    for (String set : List.of("dying", "restoring", "due")) {
      long left = number(host.command("EXISTS", SimHost.PREFIX + set));
      world.check(left == 0, () -> set + " is not empty in the end");
    }
    world.check(
        number(host.command("ZCARD", SimHost.PREFIX + "nodes")) == living.size(),
        () -> "the engine knows " + host.command("ZCARD", SimHost.PREFIX + "nodes") + " nodes");
    world.logs().values().forEach(this::order);
  }

  private static long number(@Nullable Object value) {
    return RespSocket.number(value);
  }

  private Map<String, String> hash(String key) {
    List<@Nullable Object> all = list(host.command("HGETALL", SimHost.PREFIX + key));
    Map<String, String> hash = new TreeMap<>();
    for (int i = 0; i < all.size(); i += 2) {
      hash.put(text(all.get(i)), text(all.get(i + 1)));
    }
    return hash;
  }

  private void equal(Object actual, Object expected, String what) {
    world.check(actual.equals(expected), () -> what + ": " + actual + ", expected " + expected);
  }

  private void channel(String name, List<SimNode> living) {
    String token = token(SimClients.channel(name));
    List<String> held = new ArrayList<>();
    Set<String> members = new TreeSet<>();
    for (SimNode node : living) {
      SimClients.Local local = node.clients().channels().get(name);
      if (local != null) {
        held.add("" + local.subscribers());
        members.addAll(local.members().keySet());
      }
    }
    equal(
        hash("c:" + token).values().stream().sorted().toList(),
        held.stream().sorted().toList(),
        "holders of " + name);
    List<Member> there = members(list(host.command("HGETALL", SimHost.PREFIX + "m:" + token)));
    equal(ids(there), members, "members of " + name);
    long listed =
        list(host.command("ZRANGEBYLEX", SimHost.PREFIX + "l:1", "[" + name, "[" + name)).size();
    equal(listed, held.isEmpty() ? 0L : 1L, "list of occupied channels with " + name);
    living.forEach(node -> roster(name, there, node));
    living.forEach(node -> count(name, node));
  }

  private void count(String name, SimNode node) {
    SimClients.Local local = node.clients().channels().get(name);
    if (local != null && !name.startsWith("presence")) {
      equal(local.told(), total(name), "number of subscribers of " + name + " on " + node.name());
    }
  }

  private long total(String name) {
    return hash("c:" + token(SimClients.channel(name))).values().stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  private static String token(Subject.OfChannel of) {
    return Layout.token(of.appId(), of.channel().text());
  }

  private static String token(Subject.OfUser of) {
    return Layout.token(of.appId(), of.user().text());
  }

  private static List<Member> members(List<@Nullable Object> hash) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < hash.size(); i += 2) {
      String info = text(hash.get(i + 1)).split(":", 3)[2];
      members.add(new Member(new UserId(text(hash.get(i))), info.isEmpty() ? null : info));
    }
    return members;
  }

  private static Set<String> ids(List<Member> members) {
    return members.stream()
        .map(member -> member.id().text())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void roster(String name, List<Member> there, SimNode node) {
    SimClients.Local local = node.clients().channels().get(name);
    if (local == null) {
      return;
    }
    List<ChannelTruth> read = new ArrayList<>();
    node.truth().read(SimClients.channel(name)).thenAccept(read::add);
    world.check(read.size() == 1, () -> node.name() + " has no fresh roster of " + name);
    if (read.size() == 1) {
      equal(
          new HashMap<>(byId(read.get(0).members())),
          new HashMap<>(byId(there)),
          "roster of " + name + " on " + node.name());
      kept(name, node, read.get(0));
    }
    Map<String, Member> view = local.view();
    world.check(view != null, () -> node.name() + " never opened " + name);
    if (view != null) {
      equal(new TreeSet<>(view.keySet()), ids(there), "seen of " + name + " on " + node.name());
    }
  }

  private void kept(String name, SimNode node, ChannelTruth read) {
    if (name.startsWith("cache")) {
      Object value = host.command("GET", SimHost.PREFIX + "e:" + token(SimClients.channel(name)));
      String expected = value == null ? "" : text(value);
      String actual =
          read.kept().map(event -> event.version() + ":" + text(event.text())).orElse("");
      equal(actual, expected, "kept event on " + node.name());
    }
  }

  private static Map<String, Member> byId(List<Member> members) {
    Map<String, Member> all = new TreeMap<>();
    members.forEach(member -> all.put(member.id().text(), member));
    return all;
  }

  private void user(String name, List<SimNode> living) {
    List<String> held = new ArrayList<>();
    for (SimNode node : living) {
      SimClients.Signed signed = node.clients().users().get(name);
      if (signed != null) {
        held.add("" + signed.connections());
      }
    }
    equal(
        hash("u:" + token(SimClients.user(name))).values().stream().sorted().toList(),
        held.stream().sorted().toList(),
        "connections of " + name);
    for (SimNode node : living) {
      Boolean seen = node.clients().online().get(name);
      if (seen != null) {
        equal(seen, !held.isEmpty(), "online of " + name + " seen by " + node.name());
      }
    }
  }

  /** Whoever got two events of one channel got them in one order. */
  private void order(List<List<String>> logs) {
    for (int i = 0; i < logs.size(); i++) {
      Set<String> one = new TreeSet<>(logs.get(i));
      for (int j = 0; j < i; j++) {
        Set<String> other = new TreeSet<>(logs.get(j));
        equal(
            logs.get(i).stream().filter(other::contains).toList(),
            logs.get(j).stream().filter(one::contains).toList(),
            "order of events");
      }
    }
  }

  /** Each webhook of a kind is followed by its opposite, and the last one says what is true. */
  void webhooks() {
    Map<String, String> last = new TreeMap<>();
    Map<String, String> counts = new TreeMap<>();
    Set<String> raised = new TreeSet<>();
    for (Object each : list(host.command("XRANGE", SimHost.PREFIX + "hooks", "-", "+"))) {
      Map<String, String> event = fields(list(list(each).get(1)));
      String kind = String.valueOf(event.get("kind"));
      if (kind.equals("subscription_count")) {
        String before = counts.put(event.get("name"), event.get("data"));
        world.check(
            !event.get("data").equals(before), () -> "the same count is raised twice: " + event);
      }
      if (kind.equals("client_event")) {
        String said = event.get("data");
        String id = said.substring(Math.max(0, said.lastIndexOf(event.get("name"))));
        world.check(raised.add(id), () -> "client event " + id + " is raised twice");
      }
      if (!HAVE_OPPOSITES.matcher(kind).matches()) {
        continue;
      }
      String what = family(kind) + " " + event.get("name") + " " + event.get("user");
      String before = last.put(what, kind);
      world.check(
          !kind.equals(before) && (before != null || isBegin(kind)),
          () -> "webhook " + kind + " of " + what + " comes after " + before);
    }
    last.forEach(
        (what, kind) -> equal(isBegin(kind), isTrue(what.split(" ")), "last webhook of " + what));
    equal(raised.containsAll(world.said()), true, "webhooks of client events that were taken");
    counts.forEach(
        (name, count) ->
            equal(Long.parseLong(count), total(name), "last number raised of " + name));
  }

  private static Map<String, String> fields(List<@Nullable Object> all) {
    Map<String, String> fields = new TreeMap<>();
    for (int i = 0; i < all.size(); i += 2) {
      fields.put(text(all.get(i)), text(all.get(i + 1)));
    }
    return fields;
  }

  private static String family(String kind) {
    return kind.substring(0, kind.indexOf('_'));
  }

  private static boolean isBegin(String kind) {
    return kind.endsWith("occupied") || kind.endsWith("added") || kind.endsWith("online");
  }

  private boolean isTrue(String[] what) {
    return switch (what[0]) {
      case "channel" -> !hash("c:" + token(SimClients.channel(what[1]))).isEmpty();
      case "member" -> hash("m:" + token(SimClients.channel(what[1]))).containsKey(what[2]);
      default -> !hash("u:" + token(SimClients.user(what[1]))).isEmpty();
    };
  }
}
