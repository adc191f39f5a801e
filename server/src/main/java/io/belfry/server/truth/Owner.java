package io.belfry.server.truth;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.Opening;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.cluster.Truth.Ruling;
import io.belfry.server.delivery.FanOut;
import io.belfry.server.user.Users;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A part of the channels and users of this node, which one event loop owns. It takes the reports of
 * the loops, and its {@link Keeper} adds up what the node holds. What changes by that is told to
 * the {@link Truth}; what that one decides is told to connections as {@link News}.
 *
 * <p>All that it says to another loop goes the same way in the order in which it was decided. So an
 * answer to a newcomer and the frames that follow fit together without a number on either.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-056, WS-057, WS-061, WS-067, WS-078"
 */
final class Owner implements Truth.SubjectOwner {
  private static final long NO_LIMIT = -1;
  private static final CompletionStage<Opening> FULL =
      CompletableFuture.completedFuture(new Opening.Full());
  private final int part;
  private final Loop loop;
  private final Holder node;
  private final FanOut fanOut;
  private final HeldUsers users = new HeldUsers();
  private final Keeper keeper = new Keeper(users);
  private final News news;
  private final Truth truth;
  private final Rulings rulings = new Rulings();
  private final LongSupplier wallMillis;

  /** Somebody in a channel. */
  private record MemberAt(Subject.OfChannel channel, UserId user) {}

  /**
   * The owner of that part, on that loop.
   *
   * @param cluster gives it the truth for its part
   * @param wallMillis clock that people read, in Unix milliseconds
   */
  Owner(int part, Loop loop, FanOut fanOut, ClusterAdapter cluster, LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
    this.part = part;
    this.loop = loop;
    this.node = new Holder(cluster.node(), 0);
    this.fanOut = fanOut;
    this.news = new News(loop, keeper, fanOut);
    this.truth = cluster.open(this);
  }

  Loop loop() {
    return loop;
  }

  /** What this node holds of the owner's part. */
  Keeper keeper() {
    return keeper;
  }

  Truth truth() {
    return truth;
  }

  /** Takes a report that needs no answer. */
  void apply(Report report) {
    keeper.apply(report).forEach(own -> tell(own, NO_LIMIT));
  }

  CompletionStage<Opening> enter(Report.FirstIn report) {
    List<Decision> own = keeper.apply(report);
    CompletionStage<Ruling> verdict =
        own.isEmpty()
            ? rulings.of(report.subject(), () -> truth.tell(entering(report.subject())))
            : tell(own.get(0), NO_LIMIT);
    return verdict.thenApply(granted -> Opening.PLAIN);
  }

  /** Lets somebody into a channel, or not, with all that a newcomer has to know. */
  CompletionStage<Opening> join(Report.MemberIn newcomer) {
    Subject.OfChannel channel = newcomer.subject();
    MemberAt membership = new MemberAt(channel, newcomer.member().id());
    List<Decision> own = keeper.apply(newcomer);
    if (!keeper.isMember(channel, membership.user())) {
      return FULL;
    }
    CompletionStage<Ruling> verdict =
        own.isEmpty()
            ? rulings.of(membership, () -> truth.tell(ofNode(newcomer)))
            : tell(own.get(0), newcomer.maxMembers());
    return verdict.thenCompose(answer -> answer == Ruling.GRANTED ? look(channel) : FULL);
  }

  private Report ofNode(Report.MemberIn in) {
    return new Report.MemberIn(in.subject(), node, in.member(), in.maxMembers());
  }

  /** What a newcomer has to know of a channel. */
  CompletionStage<Opening> look(Subject.OfChannel channel) {
    return truth
        .read(channel)
        .thenApply(
            reading -> {
              if (reading.kept().isEmpty() && channel.channel().kind().has(Trait.CACHE)) {
                truth.missed(channel);
              }
              return new Opening.Entered(reading.members(), reading.kept());
            });
  }

  CompletionStage<Users.Welcome> signIn(Report.UserIn in) {
    Subject.OfUser user = in.subject();
    List<Decision> own = keeper.apply(in);
    if (keeper.connections(user, in.holder()) != in.connections()) {
      return CompletableFuture.completedFuture(
          new Users.Welcome(Users.SigninVerdict.TOO_MANY_CONNECTIONS, onlineSince(user)));
    }
    return signedIn(in, own)
        .thenApply(
            verdict ->
                new Users.Welcome(
                    verdict == Ruling.GRANTED
                        ? Users.SigninVerdict.SIGNED_IN
                        : Users.SigninVerdict.TOO_MANY_CONNECTIONS,
                    onlineSince(user)));
  }

  private long onlineSince(Subject.OfUser user) {
    return users.onlineSince(user, wallMillis.getAsLong());
  }

  private CompletionStage<Ruling> signedIn(Report.UserIn in, List<Decision> own) {
    Subject.OfUser user = in.subject();
    long most = in.maxConnections();
    if (!own.isEmpty()) {
      return tell(own.get(0), most);
    }
    return most < 0
        ? rulings.of(user, () -> tellConnections(user, most))
        : rulings.more(user, tellConnections(user, most));
  }

  private CompletionStage<Ruling> tellConnections(Subject.OfUser user, long most) {
    int told = (int) keeper.connections(user);
    CompletionStage<Ruling> answer = truth.tell(new Report.UserIn(user, node, told, most));
    if (!answer.toCompletableFuture().isDone()) {
      answer.thenAccept(ruling -> answered(user, told, ruling));
    }
    return answer;
  }

  // Who left before the first answer was there could not be told of.
  private void answered(Subject.OfUser user, int told, Ruling ruling) {
    long now = keeper.connections(user);
    if (ruling == Ruling.GRANTED && now > 0 && now < told && rulings.isGranted(user)) {
      truth.tell(new Report.HowMany(user, node, (int) now));
    }
  }

  CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> users) {
    return truth.online(users);
  }

  /** A connection of a user is gone and others are left: only the number changes. */
  void left(Subject.OfUser user, Report.HowMany report) {
    apply(report);
    if (rulings.isGranted(user)) {
      truth.tell(new Report.HowMany(user, node, (int) keeper.connections(user)));
    }
  }

  /**
   * Gives a publication its place in the order of what it is for.
   *
   * @param came when it came
   */
  void publish(Publication publication, Subject subject, long came) {
    if (publication.origin() == Origin.CLIENT || publication.channel().kind().has(Trait.CACHE)) {
      truth.placed(publication);
    }
    fanOut.deliver(publication, keeper.holders(subject), came);
  }

  /** Whom a publication is for: a channel, or the user that a server-to-user channel names. */
  static Subject subjectOf(Publication publication) {
    Optional<UserId> user = publication.channel().user();
    return user.isPresent()
        ? new Subject.OfUser(publication.appId(), user.get())
        : new Subject.OfChannel(publication.appId(), publication.channel());
  }

  /**
   * Tells the truth what has changed for the node.
   *
   * @param most how many members or connections there may be, where that is asked
   */
  private CompletionStage<Ruling> tell(Decision own, long most) {
    news.held(own);
    return switch (own) {
      case Decision.Occupied it -> enters(new Subject.OfChannel(it.appId(), it.channel()));
      case Decision.Vacated it -> leaves(new Subject.OfChannel(it.appId(), it.channel()));
      case Decision.Watched it -> enters(new Subject.OfWatchers(it.appId()));
      case Decision.Unwatched it -> leaves(new Subject.OfWatchers(it.appId()));
      case Decision.MemberAdded it -> {
        Subject.OfChannel channel = new Subject.OfChannel(it.appId(), it.channel());
        yield rulings.first(
            new MemberAt(channel, it.member().id()),
            truth.tell(new Report.MemberIn(channel, node, it.member(), most)));
      }
      case Decision.MemberRemoved it -> {
        Subject.OfChannel channel = new Subject.OfChannel(it.appId(), it.channel());
        yield gone(
            new MemberAt(channel, it.user()), new Report.MemberOut(channel, node, it.user()));
      }
      case Decision.Counted it ->
          truth.tell(
              new Report.HowMany(
                  new Subject.OfChannel(it.appId(), it.channel()), node, (int) it.subscriptions()));
      case Decision.Online it -> {
        Subject.OfUser user = new Subject.OfUser(it.appId(), it.user());
        CompletionStage<Ruling> ruling = rulings.first(user, tellConnections(user, most));
        users.told(user, wallMillis.getAsLong());
        yield ruling;
      }
      case Decision.Offline it -> leaves(new Subject.OfUser(it.appId(), it.user()));
      case Decision.SessionStarted it -> Rulings.GRANTED;
      case Decision.SessionEnded it -> Rulings.GRANTED;
    };
  }

  private CompletionStage<Ruling> enters(Subject subject) {
    return rulings.first(subject, truth.tell(entering(subject)));
  }

  private Report entering(Subject subject) {
    return new Report.FirstIn(subject, node);
  }

  private CompletionStage<Ruling> leaves(Subject subject) {
    return gone(subject, new Report.LastOut(subject, node));
  }

  private CompletionStage<Ruling> gone(Object about, Report report) {
    return rulings.forget(about) ? truth.tell(report) : Rulings.GRANTED;
  }

  @Override
  public int part() {
    return part;
  }

  @Override
  public void published(Publication publication) {
    fanOut.deliver(publication, keeper.holders(subjectOf(publication)), fanOut.now());
  }

  @Override
  public boolean isOverloaded() {
    return fanOut.isOverloaded();
  }

  @Override
  public void decided(Decision decision) {
    news.accept(decision);
  }

  @Override
  public List<Member> roster(Subject.OfChannel channel) {
    return keeper.roster(channel);
  }

  @Override
  public int members(Subject.OfChannel channel) {
    return keeper.members(channel);
  }

  @Override
  public boolean hasTold(Subject.OfUser user) {
    return users.isTold(user);
  }

  @Override
  public void sayAll(Consumer<Report> report) {
    keeper.sayAll(
        node,
        own -> {
          if (!isRefused(own)) {
            report.accept(own);
          }
        });
  }

  // Whoever was refused is about to leave.
  private boolean isRefused(Report own) {
    return own instanceof Report.MemberIn in
        ? rulings.isRefused(new MemberAt(in.subject(), in.member().id()))
        : rulings.isRefused(own.subject());
  }

  @Override
  public boolean execute(Runnable task) {
    return loop.execute(task);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    loop.after(delay, task);
  }
}
