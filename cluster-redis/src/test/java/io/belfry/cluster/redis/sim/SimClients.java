package io.belfry.cluster.redis.sim;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth.ChannelTruth;
import io.belfry.server.cluster.Truth.Ruling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a node's connections do, and what they see: each frame is replayed as a client would, and
 * whatever does not fit to what the client has seen before is a mistake.
 */
final class SimClients {
  static final String APP = "1";
  static final Holder HERE = new Holder("node", 0);
  private static final Subject.OfWatchers WATCHERS = new Subject.OfWatchers(APP);

  private final SimNode node;
  private final SimWorld world;
  private final Map<String, Local> channels = new TreeMap<>();
  private final Map<String, Signed> users = new TreeMap<>();
  private final Map<String, Boolean> online = new TreeMap<>();
  private boolean isWatching;

  /** A channel with subscribers here. */
  static final class Local {
    private final Map<String, Here> members = new LinkedHashMap<>();
    private @Nullable Map<String, Member> view;
    private final List<String> events = new ArrayList<>();
    private int subscribers = 1;
    private long told = -1;
    private long enteredAt = -1;

    int subscribers() {
      return subscribers;
    }

    /** How many subscribers its clients were told of last; −1 for none. */
    long told() {
      return told;
    }

    Map<String, Here> members() {
      return members;
    }

    /** What its clients have seen; null before they were let in. */
    @Nullable Map<String, Member> view() {
      return view;
    }
  }

  /** A member with a connection here. */
  static final class Here {
    private final Member member;
    private long grantedAt = -1;
    private boolean isProvisional;

    private Here(Member member) {
      this.member = member;
    }

    /** Since when the node knows that it is one; −1 before. */
    long grantedAt() {
      return grantedAt;
    }
  }

  /** A user with connections here. */
  static final class Signed {
    private int connections;
    private boolean isAsking;

    int connections() {
      return connections;
    }
  }

  SimClients(SimNode node, SimWorld world) {
    this.node = node;
    this.world = world;
  }

  Map<String, Local> channels() {
    return channels;
  }

  Map<String, Signed> users() {
    return users;
  }

  boolean isWatching() {
    return isWatching;
  }

  Map<String, Boolean> online() {
    return online;
  }

  static Subject.OfChannel channel(String name) {
    return new Subject.OfChannel(APP, ChannelName.parse(name).orElseThrow());
  }

  static Subject.OfUser user(String name) {
    return new Subject.OfUser(APP, new UserId(name));
  }

  void enter(String name) {
    if (channels.containsKey(name)) {
      return;
    }
    Local local = new Local();
    channels.put(name, local);
    world.log(name, local.events);
    node.truth()
        .tell(new Report.FirstIn(channel(name), HERE))
        .thenAccept(
            granted -> {
              // One that the node has granted by itself is told to the engine later.
              local.enteredAt = node.isLinked() ? world.time().now() : Long.MAX_VALUE;
              look(name, local, null);
            });
    var unused = node.truth().tell(new Report.HowMany(channel(name), HERE, local.subscribers));
  }

  private void look(String name, Local local, @Nullable String newcomer) {
    node.truth().read(channel(name)).thenAccept(truth -> opened(name, local, newcomer, truth));
  }

  private void opened(String name, Local local, @Nullable String newcomer, ChannelTruth truth) {
    if (channels.get(name) != local) {
      return;
    }
    Map<String, Member> seen = new LinkedHashMap<>();
    truth.members().forEach(member -> seen.put(member.id().text(), member));
    Map<String, Member> before = local.view;
    if (before == null) {
      local.view = seen;
    } else {
      world.check(
          before.keySet().equals(seen.keySet()),
          () -> node.name() + " opens " + name + " with " + seen + ", others saw " + before);
    }
    if (newcomer != null && local.members.containsKey(newcomer)) {
      world.check(
          seen.containsKey(newcomer),
          () -> node.name() + " opens " + name + " for " + newcomer + " without it");
    }
  }

  void leave(String name) {
    Local local = channels.get(name);
    if (local != null) {
      List.copyOf(local.members.keySet()).forEach(user -> out(name, user));
      channels.remove(name);
      var unused = node.truth().tell(new Report.LastOut(channel(name), HERE));
    }
  }

  /** All connections of the node end. */
  void leaveAll() {
    List.copyOf(channels.keySet()).forEach(this::leave);
    for (String name : List.copyOf(users.keySet())) {
      users.remove(name);
      var unused = node.truth().tell(new Report.LastOut(user(name), HERE));
    }
    unwatch();
  }

  void subscribers(String name, int number) {
    Local local = channels.get(name);
    if (local != null) {
      local.subscribers = number;
      var unused = node.truth().tell(new Report.HowMany(channel(name), HERE, number));
    }
  }

  void join(String name, String user, long most) {
    Local local = channels.get(name);
    if (local == null || local.members.containsKey(user)) {
      return;
    }
    Here here = new Here(new Member(new UserId(user), "{\"n\":" + world.next() + "}"));
    local.members.put(user, here);
    node.truth()
        .tell(new Report.MemberIn(channel(name), HERE, here.member, most))
        .thenAccept(ruling -> joined(name, local, here, ruling));
  }

  private void joined(String name, Local local, Here here, Ruling ruling) {
    String user = here.member.id().text();
    if (local.members.get(user) != here) {
      return;
    }
    if (ruling == Ruling.REFUSED) {
      local.members.remove(user);
      world.refused();
    } else {
      here.grantedAt = world.time().now();
      here.isProvisional = !node.isLinked();
      look(name, local, user);
    }
  }

  void out(String name, String user) {
    Local local = channels.get(name);
    if (local != null && local.members.remove(user) != null) {
      var unused = node.truth().tell(new Report.MemberOut(channel(name), HERE, new UserId(user)));
    }
  }

  void signIn(String name, long most) {
    Signed signed = users.computeIfAbsent(name, unused -> new Signed());
    if (signed.isAsking) {
      return;
    }
    signed.isAsking = true;
    signed.connections++;
    node.truth()
        .tell(new Report.UserIn(user(name), HERE, signed.connections, most))
        .thenAccept(
            ruling -> {
              signed.isAsking = false;
              if (ruling == Ruling.REFUSED && users.get(name) == signed) {
                signed.connections--;
                if (signed.connections == 0) {
                  users.remove(name);
                }
              }
            });
  }

  void signOut(String name) {
    Signed signed = users.get(name);
    if (signed == null) {
      return;
    }
    if (signed.connections == 1) {
      users.remove(name);
      var unused = node.truth().tell(new Report.LastOut(user(name), HERE));
    } else if (!signed.isAsking) {
      signed.connections--;
      var unused = node.truth().tell(new Report.HowMany(user(name), HERE, signed.connections));
    }
  }

  void watch() {
    world.trace(() -> node.name() + " watches");
    if (!isWatching) {
      isWatching = true;
      var unused = node.truth().tell(new Report.FirstIn(WATCHERS, HERE));
    }
    for (String name : SimWorld.USERS) {
      lookUp(name);
    }
  }

  private void lookUp(String name) {
    node.truth()
        .online(Set.of(user(name)))
        .thenAccept(
            found -> {
              world.trace(() -> node.name() + " online " + name + " " + found);
              if (isWatching) {
                Boolean before = online.put(name, !found.isEmpty());
                world.check(
                    before == null || before == !found.isEmpty(),
                    () -> node.name() + " says of " + name + " " + found + ", said " + before);
              }
            });
  }

  void unwatch() {
    if (isWatching) {
      world.trace(() -> node.name() + " watches no more");
      isWatching = false;
      online.clear();
      var unused = node.truth().tell(new Report.LastOut(WATCHERS, HERE));
    }
  }

  void publish(String name, Origin origin) {
    String id = name + "#" + world.next();
    Publication publication =
        new Publication(
            APP, channel(name).channel(), null, origin, id.getBytes(StandardCharsets.UTF_8));
    SimWorld.Published published = world.published(id, name, node);
    node.truth()
        .publish(List.of(publication))
        .whenComplete(
            (reached, failure) -> {
              if (reached == Reached.ALL_NODES) {
                published.taken(world.time().now());
                if (origin == Origin.CLIENT) {
                  world.said().add(id);
                }
              }
            });
  }

  void decided(Decision decision) {
    switch (decision) {
      case Decision.MemberAdded it -> added(it);
      case Decision.MemberRemoved it -> removed(it);
      case Decision.Online it -> changed(it.user().text(), true);
      case Decision.Offline it -> changed(it.user().text(), false);
      case Decision.Counted it -> {
        Local local = channels.get(it.channel().text());
        if (local != null) {
          local.told = it.subscriptions();
        }
      }
      default -> {}
    }
  }

  private void added(Decision.MemberAdded it) {
    String user = it.member().id().text();
    view(it.channel().text())
        .ifPresent(
            view ->
                world.check(
                    view.put(user, it.member()) == null,
                    () -> node.name() + " adds " + user + " twice to " + it.channel()));
  }

  private void removed(Decision.MemberRemoved it) {
    String user = it.user().text();
    view(it.channel().text())
        .ifPresent(
            view -> {
              world.check(
                  view.remove(user) != null,
                  () -> node.name() + " removes " + user + " unseen from " + it.channel());
              world.removed(node, it.channel().text(), user);
            });
  }

  private Optional<Map<String, Member>> view(String name) {
    Local local = channels.get(name);
    return local == null ? Optional.empty() : Optional.ofNullable(local.view);
  }

  private void changed(String user, boolean isOnline) {
    if (isWatching && online.containsKey(user)) {
      Boolean before = online.put(user, isOnline);
      world.check(
          before == null || before != isOnline,
          () -> node.name() + " tells twice that online of " + user + " is " + isOnline);
    }
  }

  void published(Publication publication) {
    Local local = channels.get(publication.channel().text());
    if (local != null) {
      String id = new String(publication.text(), StandardCharsets.UTF_8);
      world.check(!local.events.contains(id), () -> node.name() + " delivers " + id + " twice");
      local.events.add(id);
    }
  }

  /** The events that those in the channel have got. */
  List<String> events(String name) {
    Local local = channels.get(name);
    return local == null ? List.of() : local.events;
  }

  /** Since when the channel has been held without a break; −1 when it is not. */
  long heldSince(String name) {
    Local local = channels.get(name);
    return local == null ? -1 : local.enteredAt;
  }

  /** Users who are members of the channel by this node, for sure. */
  Set<String> granted(String name, long before) {
    Set<String> users = new TreeSet<>();
    Local local = channels.get(name);
    if (local != null) {
      local.members.forEach(
          (user, here) -> {
            if (here.grantedAt >= 0 && here.grantedAt <= before && !here.isProvisional) {
              users.add(user);
            }
          });
    }
    return users;
  }

  void sayAll(Consumer<Report> report) {
    if (isWatching) {
      report.accept(new Report.FirstIn(WATCHERS, HERE));
    }
    users.forEach(
        (name, signed) ->
            report.accept(new Report.UserIn(user(name), HERE, signed.connections, -1)));
    channels.forEach(
        (name, local) -> {
          report.accept(new Report.FirstIn(channel(name), HERE));
          local.members.forEach(
              (user, here) ->
                  report.accept(new Report.MemberIn(channel(name), HERE, here.member, -1)));
          report.accept(new Report.HowMany(channel(name), HERE, local.subscribers));
        });
  }
}
