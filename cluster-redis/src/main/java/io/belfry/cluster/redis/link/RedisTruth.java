package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The truth of a partition whose engine decides for all nodes: what this node holds is said to the
 * engine, and what the engine tells becomes decisions and publications of the owner.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "cluster.md, section 6"
 */
public final class RedisTruth implements Truth {
  private static final CompletionStage<Ruling> GRANTED =
      CompletableFuture.completedFuture(Ruling.GRANTED);

  private final SubjectOwner owner;
  private final Surroundings around;
  private final PartitionLink link;
  private final DescribedApps apps;
  private final HeldChannels channels;
  private final HeldUsers users;
  private final HeldSessions sessions;
  private final KnownUsers known;
  private final Publishing publishing;
  private final Map<String, Integer> connections = new HashMap<>();
  // Apps that the engine was asked for and has not answered.
  private final Set<String> unheard = new HashSet<>();

  /** The truth of that partition for its owner; it begins to link with {@link #start}. */
  public RedisTruth(SubjectOwner owner, Surroundings around, LinkSettings settings) {
    this.owner = owner;
    this.around = around;
    this.link = new PartitionLink(owner, around, settings, new HeldHere());
    this.apps = new DescribedApps(around.apps());
    this.channels = new HeldChannels(link, around.apps(), around.nanoTime());
    this.users = new HeldUsers(link, this::cameHere);
    this.sessions = new HeldSessions(link);
    this.known = new KnownUsers(link, users::isHeld);
    this.publishing = new Publishing(link, around, settings.whenCutOff(), owner::published);
  }

  /** Begins to link. */
  public void start() {
    link.start();
  }

  private void cameHere(Subject.OfUser user) {
    known.cameHere(user);
  }

  @Override
  public CompletionStage<Ruling> tell(Report report) {
    return switch (report) {
      case Report.FirstIn in -> firstIn(in.subject());
      case Report.LastOut out -> lastOut(out.subject());
      case Report.MemberIn in -> channels.join(in);
      case Report.MemberOut out -> {
        channels.leave(out.subject(), out.user());
        yield GRANTED;
      }
      case Report.UserIn in -> {
        apps.describe(in.subject().appId(), link::say);
        yield users.signIn(in);
      }
      case Report.HowMany counted -> {
        counted(counted.subject(), counted.connections());
        yield GRANTED;
      }
    };
  }

  private CompletionStage<Ruling> firstIn(Subject subject) {
    return switch (subject) {
      case Subject.OfChannel of -> {
        apps.describe(of.appId(), link::say);
        yield channels.enter(of);
      }
      case Subject.OfUser of -> tell(new Report.UserIn(of, NOBODY, 1, Operation.NO_LIMIT));
      case Subject.OfWatchers of -> {
        apps.describe(of.appId(), link::say);
        known.watch(of.appId());
        yield GRANTED;
      }
    };
  }

  private static final Report.Holder NOBODY = new Report.Holder("", 0);

  private CompletionStage<Ruling> lastOut(Subject subject) {
    switch (subject) {
      case Subject.OfChannel of -> channels.leave(of);
      case Subject.OfUser of -> users.leave(of);
      case Subject.OfWatchers of -> known.unwatch(of.appId());
    }
    return GRANTED;
  }

  private void counted(Subject subject, int number) {
    switch (subject) {
      case Subject.OfChannel of -> channels.count(of, number);
      case Subject.OfUser of -> users.count(of, number);
      case Subject.OfWatchers unused -> {}
    }
  }

  /** Takes note of how many connections of an app the node has. */
  public void connections(String appId, int number) {
    Integer before = number == 0 ? connections.remove(appId) : connections.put(appId, number);
    if ((before == null ? 0 : before) != number) {
      askTotal(appId, number);
    }
  }

  /** A session whose app wants to be told of it has begun or ended on this node. */
  public void sessionChanged(Decision.SessionChange change) {
    apps.describe(change.appId(), link::say);
    switch (change) {
      case Decision.SessionStarted started -> sessions.started(started);
      case Decision.SessionEnded ended -> sessions.ended(ended);
    }
  }

  /** Takes note that apps are set otherwise. */
  public void appsChanged() {
    apps.describeChanged(link::say);
  }

  /** Takes note of that, and asks how many there are on all nodes; the listener hears of it. */
  public void total(String appId, int number) {
    connections(appId, number);
    if (!unheard.contains(appId)) {
      askTotal(appId, number);
    }
  }

  private void askTotal(String appId, int number) {
    unheard.add(appId);
    Operation said = new Operation.CountConnections(appId, number);
    link.say(
        new Saying.Ask(
            () -> said,
            () -> connections.getOrDefault(appId, 0) == number,
            (verdict, bundle) -> {
              unheard.remove(appId);
              around.listener().counted(appId, number, ((Verdict.Total) verdict).total());
            }));
  }

  /** Publishes events, in their order; completes when all who hold their channels are told. */
  public CompletionStage<Reached> publish(List<Publication> publications) {
    return Together.of(publications.stream().map(publishing::publish).toList());
  }

  /** Gives an order to all nodes; completes when it is given. */
  public CompletionStage<Void> order(byte[] order) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    link.say(
        new Saying.Fact(
            new Operation.Order(order),
            () -> answer.complete(null),
            () -> answer.completeExceptionally(Publishing.cutOff())));
    return link.await(answer, () -> answer.completeExceptionally(Publishing.cutOff()));
  }

  @Override
  public CompletionStage<ChannelTruth> read(Subject.OfChannel channel) {
    return channels.read(channel);
  }

  @Override
  public CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> asked) {
    return known.online(asked);
  }

  @Override
  public int members(Subject.OfChannel channel) {
    return channels.members(channel);
  }

  @Override
  public void placed(Publication publication) {
    // The engine has kept it and raised its webhook when it was sent.
  }

  @Override
  public void missed(Subject.OfChannel channel) {
    publishing.missed(channel);
  }

  /** How many operations wait to be said to the engine. Thread: any. */
  public int waiting() {
    return link.waiting();
  }

  /** What the engine's clock says now, as far as its answers have told. */
  public long engineMillis() {
    return link.engineMillis();
  }

  /** Who this node is in the partition now. */
  public NodeId me() {
    return link.me();
  }

  @Override
  public void close() {
    // Goodbye comes last: until then the node is the sender of webhooks that it may have posted.
    link.closing();
  }

  /**
   * Says goodbye for all that the node holds.
   *
   * @return completes when the engine knows that the node goes; fails when it cannot be told
   */
  public CompletionStage<Void> sayGoodbye() {
    return link.close();
  }

  /** What the link sees of all that. */
  private final class HeldHere implements Held {
    @Override
    public long size() {
      return (long) channels.size()
          + users.size()
          + sessions.size()
          + known.size()
          + connections.size();
    }

    @Override
    public void sayAll() {
      channels.beginAgain();
      users.beginAgain();
      known.beginAgain();
      owner.sayAll(this::sayAgain);
      channels.endAgain();
      users.endAgain();
      known.endAgain();
      sessions.sayAll();
      unheard.clear();
      connections.forEach(RedisTruth.this::askTotal);
    }

    private void sayAgain(Report report) {
      switch (report) {
        case Report.FirstIn in -> {
          switch (in.subject()) {
            case Subject.OfChannel of -> channels.sayAgain(of);
            case Subject.OfUser of -> users.sayAgain(of, 1);
            case Subject.OfWatchers of -> known.sayAgain(of.appId());
          }
        }
        case Report.MemberIn in -> channels.sayAgain(in.subject(), in.member());
        case Report.UserIn in -> users.sayAgain(in.subject(), in.connections());
        case Report.HowMany counted ->
            RedisTruth.this.counted(counted.subject(), counted.connections());
        case Report.LastOut unused -> {}
        case Report.MemberOut unused -> {}
      }
    }

    @Override
    public void describeAll(Consumer<Saying> voice) {
      apps.describeAll(voice);
    }

    @Override
    public void readAll() {
      channels.readAll();
      known.lookUpAll();
    }

    @Override
    public void readTouched() {
      channels.readTouched();
      known.lookUpTouched();
    }

    @Override
    public void told(InboxEntry entry, long bundle) {
      switch (entry) {
        case InboxEntry.Event event -> event(event, bundle);
        case InboxEntry.Added added -> channels.told(added, bundle);
        case InboxEntry.Removed removed -> channels.told(removed, bundle);
        case InboxEntry.Counted counted -> channels.told(counted, bundle);
        case InboxEntry.CameOnline came -> known.told(came, bundle);
        case InboxEntry.WentOffline went -> known.told(went, bundle);
        case InboxEntry.Asked asked -> around.listener().asked(asked);
        case InboxEntry.Answered answered -> around.listener().answered(answered);
        case InboxEntry.OrderGiven unused -> {}
        case InboxEntry.Nudge unused -> {}
        case InboxEntry.Unknown unused -> {}
      }
    }

    private void event(InboxEntry.Event event, long bundle) {
      Payload payload = Payload.parse(event.subject(), event.payload()).orElse(null);
      if (payload == null) {
        link.note(LinkEvent.UNKNOWN_ENTRY);
        return;
      }
      Publication publication = payload.publication();
      if (event.subject() instanceof Subject.OfChannel channel
          && payload.lifeMillis() > 0
          && channel.channel().kind().has(Trait.CACHE)) {
        long end =
            around.nanoTime().getAsLong() + TimeUnit.MILLISECONDS.toNanos(payload.lifeMillis());
        channels.keep(channel, new Roster.KeptHere(publication.text(), event.order(), end), bundle);
      }
      owner.published(publication);
    }

    @Override
    public boolean isOverloaded() {
      return owner.isOverloaded();
    }
  }
}
