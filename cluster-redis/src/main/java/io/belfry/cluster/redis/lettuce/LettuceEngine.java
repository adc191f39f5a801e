package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.lettuce.CallWriter.ScriptCall;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall;
import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.KeptTexts;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.PartitionEngine.Removal;
import io.belfry.cluster.redis.wire.ReplyAnswer;
import io.belfry.cluster.redis.wire.ReplyCall;
import io.belfry.cluster.redis.wire.ShutoutCall;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.server.cluster.Question;
import io.belfry.server.config.EngineAddress.HostAndPort;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A partition in Redis or Valkey, over the connections of the place where it lives.
 *
 * <p>Thread: confined to the executor given to {@link #open}, but for what Lettuce's threads hand
 * to it.
 */
final class LettuceEngine implements PartitionEngine {
  private final Places places;
  private final int partition;
  private final CallWriter writer;
  private final byte[] key;
  private Way way = new Way(Runnable::run, "", null);

  LettuceEngine(Places places, int partition) {
    this.places = places;
    this.partition = partition;
    this.writer = places.writer();
    this.key = writer.key(partition);
  }

  @Override
  public CompletionStage<Void> open(NodeId me, Executor executor, InboxListener inbox) {
    way.giveUp();
    Way next = new Way(executor, places.prefix(partition) + "i:" + me, inbox);
    way = next;
    return next.handed(places.find(partition).thenCompose(next::enter));
  }

  @Override
  public CompletionStage<HelloAnswer> hello(HelloCall call) {
    Optional<String> unfit = way.unfit();
    return unfit.isPresent()
        ? way.handed(CompletableFuture.completedFuture(new HelloAnswer.Unfit(unfit.get())))
        : call(writer.hello(call), AnswerReader::hello).thenApply(this::greeted);
  }

  private HelloAnswer greeted(HelloAnswer answer) {
    if (answer instanceof HelloAnswer.Welcome) {
      way.address().ifPresent(places::works);
    }
    return answer;
  }

  @Override
  public CompletionStage<StepAnswer> step(StepCall call) {
    return call(writer.step(call), answer -> AnswerReader.step(call, answer));
  }

  @Override
  public CompletionStage<BeatAnswer> beat(BeatCall call) {
    return call(writer.beat(call), AnswerReader::beat);
  }

  @Override
  public CompletionStage<BeatAnswer.Rest> bye(NodeId me) {
    return call(writer.bye(me), AnswerReader::bye);
  }

  private <A> CompletionStage<A> call(ScriptCall call, Function<List<Object>, A> reader) {
    Way now = way;
    return now.handed(
        now.at(place -> place.call(key, call))
            .thenApply(reader)
            .whenComplete(
                (answer, failure) -> {
                  if (failure != null) {
                    places.failed(failure);
                  }
                }));
  }

  @Override
  public <A> CompletionStage<A> ask(Question.OfCluster<A> question) {
    Way now = way;
    return now.handed(now.at(place -> questions(place).ask(question)));
  }

  @Override
  public CompletionStage<List<NodeId>> askOthers(Inquiry inquiry, byte[] question) {
    return call(writer.ask(inquiry, question), AnswerReader::asked);
  }

  @Override
  public CompletionStage<Void> answer(NodeId me, Inquiry inquiry, byte[] answer) {
    return call(writer.answer(me, inquiry, answer), AnswerReader::answered).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<List<NodeId>> nodes() {
    Way now = way;
    return now.handed(now.at(place -> questions(place).nodes()));
  }

  @Override
  public CompletionStage<List<GivenOrder>> ordersAfter(String id) {
    Way now = way;
    return now.handed(now.at(place -> questions(place).ordersAfter(id)));
  }

  @Override
  public CompletionStage<List<HookEntry>> hooksAfter(String id, int most) {
    Way now = way;
    return now.handed(now.at(place -> questions(place).hooksAfter(id, most)));
  }

  @Override
  public CompletionStage<Void> replicated() {
    Way now = way;
    return now.handed(now.at(Place::replicated));
  }

  @Override
  public CompletionStage<Removal> hooksSent(NodeId me, List<String> ids) {
    return call(writer.done(me, ids), AnswerReader::done);
  }

  @Override
  public CompletionStage<Void> keep(NodeId me, ShutoutCall call) {
    return call(writer.keep(me, call), AnswerReader::answered).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<KeptTexts> kept() {
    Way now = way;
    return now.handed(now.at(place -> questions(place).kept(key)));
  }

  @Override
  public CompletionStage<ReplyAnswer> reply(ReplyCall call) {
    return call(writer.reply(call), AnswerReader::reply);
  }

  private Questions questions(Place place) {
    return new Questions(place.reads(), places.prefix(partition));
  }

  @Override
  public void read(Reading reading) {
    way.read(reading);
  }

  @Override
  public boolean isRead() {
    return way.isRead();
  }

  @Override
  public void close() {
    way.giveUp();
  }

  /** One opening of the partition, until it is given up or lost. */
  private final class Way implements Resident {
    private final Executor executor;
    private final byte[] inbox;
    private final @Nullable InboxListener listener;
    private volatile @Nullable Place place;
    private volatile boolean isOver;
    // The process has answered, so only this partition is lost there: it is left, not closed.
    private volatile boolean isPlaceWell;

    Way(Executor executor, String inbox, @Nullable InboxListener listener) {
      this.executor = executor;
      this.inbox = inbox.getBytes(UTF_8);
      this.listener = listener;
    }

    /** Takes the place that was found. */
    private CompletionStage<Void> enter(Place found) {
      if (isOver) {
        return CompletableFuture.failedFuture(new IllegalStateException("Given up meanwhile."));
      }
      place = found;
      return found.unfit().isPresent()
          ? CompletableFuture.completedFuture(null)
          : found.enter(inbox, this);
    }

    private Optional<HostAndPort> address() {
      Place there = place;
      return there == null ? Optional.empty() : Optional.of(there.address());
    }

    private Optional<String> unfit() {
      Place there = place;
      return there == null ? Optional.empty() : there.unfit();
    }

    private <A> CompletionStage<A> at(Function<Place, CompletionStage<A>> thing) {
      Place there = place;
      if (there == null || isOver) {
        return CompletableFuture.failedFuture(new IllegalStateException("The way is not open."));
      }
      try {
        return thing.apply(there);
      } catch (RuntimeException e) {
        // The connection has just ended, or the whole client: a node that goes down asks till then.
        return CompletableFuture.failedFuture(e);
      }
    }

    /** Hands what becomes of a stage to the executor, and never before the caller returns. */
    private <A> CompletionStage<A> handed(CompletionStage<A> stage) {
      CompletableFuture<A> handed = new CompletableFuture<>();
      stage.whenComplete(
          (answer, failure) -> {
            if (failure != null && Failures.isPlaceWell(failure)) {
              isPlaceWell = true;
            }
            execute(
                () -> {
                  if (failure == null) {
                    handed.complete(answer);
                  } else {
                    handed.completeExceptionally(Failures.cause(failure));
                  }
                });
          });
      return handed;
    }

    private boolean execute(Runnable task) {
      try {
        executor.execute(task);
        return true;
      } catch (RejectedExecutionException e) {
        // Its owner has ended, and nobody waits.
        return false;
      }
    }

    private void read(Reading reading) {
      Place there = place;
      if (there != null && !isOver) {
        switch (reading) {
          case ON -> there.flow().goOn(this);
          case OFF -> there.flow().stop(this);
        }
      }
    }

    private boolean isRead() {
      Place there = place;
      return there == null || there.flow().isRead();
    }

    private void giveUp() {
      Place there = place;
      if (isOver || there == null) {
        isOver = true;
        return;
      }
      isOver = true;
      if (isPlaceWell) {
        there.leave(inbox);
      } else {
        there.forget(inbox);
        there.lose(new IllegalStateException("Another partition has lost " + there.address()));
      }
    }

    @Override
    public int partition() {
      return partition;
    }

    @Override
    public void arrived(byte[] message, Runnable taken) {
      Optional<Bundle> bundle = BundleReader.read(message);
      boolean isHanded =
          execute(
              () -> {
                taken.run();
                if (!isOver && listener != null) {
                  bundle.ifPresent(listener::arrived);
                }
              });
      if (!isHanded) {
        taken.run();
      }
    }

    @Override
    public void lost(Throwable cause) {
      execute(
          () -> {
            if (!isOver && listener != null) {
              isOver = true;
              listener.lost(cause);
            }
          });
    }
  }
}
