package io.belfry.server.delivery;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.server.channel.LoopShard;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.cluster.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks every event loop of this node and puts the parts together. A loop counts in its own tables,
 * and knows the members of the channels that it owns.
 *
 * <p>Thread: thread-safe; never blocks.
 *
 * @see "rules HTTP-059, HTTP-100, HTTP-110"
 */
public final class Census {
  private final List<LoopHoldings> holdings;
  private final Owners owners;

  /** A census of these loops. */
  public Census(List<LoopHoldings> holdings, Owners owners) {
    this.holdings = List.copyOf(holdings);
    this.owners = owners;
  }

  <A> CompletionStage<A> ask(Question<A> question) {
    CompletionStage<A> all = CompletableFuture.completedStage(question.nothing());
    for (LoopHoldings held : holdings) {
      all = all.thenCombine(part(question, held), question::merge);
    }
    return all;
  }

  private <A> CompletionStage<A> part(Question<A> question, LoopHoldings held) {
    if (held.loop().isCurrent()) {
      return CompletableFuture.completedStage(count(question, held));
    }
    CompletableFuture<A> part = new CompletableFuture<>();
    held.loop().execute(() -> part.complete(count(question, held)));
    return part;
  }

  @SuppressWarnings("unchecked") // each question is answered with its own kind of value
  private <A> A count(Question<A> question, LoopHoldings held) {
    AppHoldings app = held.find(question.appId());
    Owner owner = owners.on(held.loop());
    return (A)
        switch (question) {
          case Question.OfChannels of -> ofChannels(of, app, owner);
          case Question.Occupied occupied -> occupied(occupied, app, owner);
          case Question.Members members ->
              owner.roster(new Subject.OfChannel(members.appId(), members.channel()));
          case Question.Connections connections -> app == null ? 0L : (long) app.sockets().size();
          case Question.Cached cached ->
              owner.cachedEvent(new Subject.OfChannel(cached.appId(), cached.channel()));
        };
  }

  private static Map<String, ChannelFacts> ofChannels(
      Question.OfChannels question, @Nullable AppHoldings app, Owner owner) {
    Map<String, ChannelFacts> facts = new HashMap<>();
    for (ChannelName channel : question.channels()) {
      LoopShard shard = app == null ? null : app.channels().shard(channel);
      long subscriptions = shard == null ? 0 : shard.size();
      long members = owner.keeper().members(new Subject.OfChannel(question.appId(), channel));
      if (subscriptions > 0 || members > 0) {
        facts.put(channel.text(), new ChannelFacts(subscriptions, members));
      }
    }
    return facts;
  }

  private static Map<String, ChannelFacts> occupied(
      Question.Occupied question, @Nullable AppHoldings app, Owner owner) {
    Map<String, ChannelFacts> facts = new HashMap<>();
    if (app != null) {
      app.channels()
          .forEachShard(
              question.prefix(),
              shard -> {
                if (shard.size() > 0) {
                  facts.put(shard.channel().text(), new ChannelFacts(shard.size(), 0));
                }
              });
    }
    if (ChannelKind.of(question.prefix()).has(Trait.ROSTER)) {
      owner
          .keeper()
          .forEachRoster(
              (channel, members) -> {
                if (channel.appId().equals(question.appId())
                    && channel.channel().text().startsWith(question.prefix())) {
                  facts.merge(
                      channel.channel().text(), new ChannelFacts(0, members), ChannelFacts::plus);
                }
              });
    }
    return facts;
  }
}
