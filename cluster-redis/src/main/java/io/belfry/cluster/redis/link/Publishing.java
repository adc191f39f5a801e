package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.link.LinkSettings.WhenCutOff;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.AppFacts.Hooks;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Publications on their way to the engine. Each is said once at most; one whose outcome nobody
 * knows is refused.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-018, CLU-022, CLU-040, CLU-042"
 */
final class Publishing {
  // Callers of the HTTP API give up after ten seconds, and what comes after that would come after
  // what they have published since (rule HTTP-063).
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  private final Voice voice;
  private final AppView apps;
  private final LongSupplier nanoTime;
  private final WhenCutOff whenCutOff;
  private final Consumer<Publication> deliver;

  /**
   * Publishes to that engine.
   *
   * @param around how apps are set, and the clock
   * @param deliver gives an event to the connections of this node alone
   */
  Publishing(
      Voice voice, Surroundings around, WhenCutOff whenCutOff, Consumer<Publication> deliver) {
    this.voice = voice;
    this.apps = around.apps();
    this.nanoTime = around.nanoTime();
    this.whenCutOff = whenCutOff;
    this.deliver = deliver;
  }

  /** Publishes one event; completes when the engine has told all who hold the channel. */
  CompletionStage<Reached> publish(Publication publication) {
    CompletableFuture<Reached> answer = new CompletableFuture<>();
    Fate fate = new Fate(publication, answer);
    if (voice.isCutOff()) {
      fate.unsent();
    } else {
      long late = nanoTime.getAsLong() + LONGEST_WAIT.toNanos();
      voice.say(new Saying.Event(operation(publication), fate, late));
    }
    return answer;
  }

  /** Raises that a cache channel kept nothing. */
  void missed(Subject.OfChannel channel) {
    if (hasHooks(channel.appId())) {
      voice.say(Saying.Fact.of(new Operation.RaiseMiss(channel)));
    }
  }

  private boolean hasHooks(String appId) {
    return apps.facts(appId).hooks() == Hooks.SOME;
  }

  private Operation operation(Publication publication) {
    Subject subject = subjectOf(publication);
    if (subject instanceof Subject.OfChannel channel && isKept(publication)) {
      Duration life = apps.cacheLife(publication.appId());
      return new Operation.Keep(
          channel,
          new Payload(publication, life.toMillis()).bytes(),
          publication.text(),
          life,
          apps.cacheBytes(publication.appId()));
    }
    byte[] payload = new Payload(publication, 0).bytes();
    return subject instanceof Subject.OfChannel channel
            && publication.origin() == Origin.CLIENT
            && hasHooks(publication.appId())
        ? new Operation.PublishAndRaise(channel, payload)
        : new Operation.Publish(subject, payload);
  }

  /** Whom a publication is for: a channel, or the user that a server-to-user channel names. */
  static Subject subjectOf(Publication publication) {
    Optional<UserId> user = publication.channel().user();
    return user.isPresent()
        ? new Subject.OfUser(publication.appId(), user.get())
        : new Subject.OfChannel(publication.appId(), publication.channel());
  }

  private static boolean isKept(Publication publication) {
    return publication.origin() == Origin.APPLICATION
        && publication.channel().kind().has(Trait.CACHE);
  }

  /** Says that the engine cannot be reached. */
  static NotAccepted cutOff() {
    return unreachable("This node is cut off from the cluster. Try again in a second.");
  }

  private static NotAccepted unreachable(String sentence) {
    return new NotAccepted(NotAccepted.Obstacle.UNREACHABLE, sentence);
  }

  private final class Fate implements Saying.Outcome {
    private final Publication publication;
    private final CompletableFuture<Reached> answer;

    private Fate(Publication publication, CompletableFuture<Reached> answer) {
      this.publication = publication;
      this.answer = answer;
    }

    @Override
    public void answered(Verdict.Published verdict) {
      switch (verdict) {
        case TAKEN -> answer.complete(Reached.ALL_NODES);
        case UNSETTLED ->
            refuse(unreachable("The cluster is being rebuilt. Try again in a second."));
      }
    }

    @Override
    public void refused() {
      refuse(
          new NotAccepted(
              NotAccepted.Obstacle.UNCERTAIN,
              "The cluster has not answered. The event may be delivered or not."));
    }

    @Override
    public void unsent() {
      if (publication.origin() == Origin.CLIENT || whenCutOff == WhenCutOff.LOCAL) {
        deliver.accept(publication);
        answer.complete(Reached.THIS_NODE);
      } else {
        refuse(cutOff());
      }
    }

    @Override
    public void late() {
      refuse(unreachable("The cluster is too slow, and the event was not sent. Try again later."));
    }

    private void refuse(NotAccepted why) {
      if (!answer.isDone()) {
        voice.note(LinkEvent.PUBLISH_REFUSED);
        answer.completeExceptionally(why);
      }
    }
  }
}
