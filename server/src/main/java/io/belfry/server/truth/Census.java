package io.belfry.server.truth;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.channel.Calls;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.LoopShard;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.delivery.AppHoldings;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.store.CachedEvents.CachedEvent;
import io.belfry.server.user.SignedInUser;
import io.belfry.server.user.Users;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions for this node. Connections and subscriptions are counted in the tables of the
 * loops; what is true of a channel is asked of the truth of its owner.
 *
 * <p>Thread: thread-safe; never blocks.
 *
 * @see "rules HTTP-059, HTTP-100, HTTP-110"
 */
public final class Census {
  private final List<LoopHoldings> holdings;
  private final Owners owners;
  private final Calls calls;
  private final String node;

  /**
   * A census of these loops.
   *
   * @param node name of this node
   */
  public Census(List<LoopHoldings> holdings, Owners owners, Calls calls, String node) {
    this.node = node;
    this.holdings = List.copyOf(holdings);
    this.owners = owners;
    this.calls = calls;
  }

  @SuppressWarnings("unchecked") // each question is answered with its own kind of value
  <A> CompletionStage<A> ask(Question<A> question) {
    return (CompletionStage<A>)
        switch (question) {
          case Question.OfChannels of -> counted(of);
          case Question.OccupiedChannels occupied -> counted(occupied);
          case Question.ConnectionCount connections -> counted(connections);
          case Question.OfEachNode<?> ofNode -> counted(ofNode);
          case Question.Members members -> members(members);
          case Question.Cached cached -> kept(cached);
        };
  }

  private CompletionStage<List<Member>> members(Question.Members question) {
    return read(question.appId(), question.channel()).thenApply(Truth.ChannelTruth::members);
  }

  private CompletionStage<Optional<CachedEvent>> kept(Question.Cached question) {
    return read(question.appId(), question.channel()).thenApply(Truth.ChannelTruth::kept);
  }

  private CompletionStage<Truth.ChannelTruth> read(String appId, ChannelName channel) {
    Subject.OfChannel subject = new Subject.OfChannel(appId, channel);
    Owner owner = owners.of(subject);
    return calls.ask(owner.loop(), () -> owner.truth().read(subject));
  }

  private <A> CompletionStage<A> counted(Question<A> question) {
    CompletionStage<A> all = CompletableFuture.completedStage(question.nothing());
    for (LoopHoldings held : holdings) {
      all = all.thenCombine(calls.call(held.loop(), () -> count(question, held)), question::merge);
    }
    return all;
  }

  @SuppressWarnings("unchecked") // each question is answered with its own kind of value
  private <A> A count(Question<A> question, LoopHoldings held) {
    AppHoldings app = held.find(question.appId());
    return (A)
        switch (question) {
          case Question.OfChannels of -> ofChannels(of, app, held.loop());
          case Question.OccupiedChannels occupied ->
              occupied(occupied, app, owners.on(held.loop()));
          case Question.ConnectionCount connections ->
              app == null ? 0L : (long) app.sockets().size();
          case Question.Members members -> members.nothing();
          case Question.Cached cached -> cached.nothing();
          case Question.OfEachNode<?> ofNode ->
              app == null ? ofNode.nothing() : users(ofNode, app.users());
        };
  }

  private Object users(Question.OfEachNode<?> question, Users users) {
    return switch (question) {
      case Question.OnlineUsers page ->
          users.page(page.prefix(), page.after(), page.most()).stream()
              .map(SignedInUser::facts)
              .toList();
      case Question.OfUsers of -> {
        Map<UserId, UserFacts> facts = new HashMap<>();
        for (UserId id : of.users()) {
          SignedInUser user = users.user(id);
          if (user != null) {
            facts.put(id, user.facts());
          }
        }
        yield facts;
      }
      case Question.Sessions of -> {
        SignedInUser user = users.user(of.user());
        yield user == null ? List.of() : user.describe(of.wantsChannels(), of.most(), node);
      }
    };
  }

  private Map<String, ChannelFacts> ofChannels(
      Question.OfChannels question, @Nullable AppHoldings app, Loop loop) {
    Map<String, ChannelFacts> facts = new HashMap<>();
    for (ChannelName channel : question.channels()) {
      LoopShard shard = app == null ? null : app.channels().shard(channel);
      long subscriptions = shard == null ? 0 : shard.size();
      long members = members(new Subject.OfChannel(question.appId(), channel), loop);
      if (subscriptions > 0 || members > 0) {
        facts.put(channel.text(), new ChannelFacts(subscriptions, members));
      }
    }
    return facts;
  }

  // Whoever owns the channel knows; on other loops it is not asked.
  private long members(Subject.OfChannel channel, Loop loop) {
    Owner owner = owners.of(channel);
    return owner.loop().index() == loop.index() ? owner.truth().members(channel) : 0;
  }

  private static Map<String, ChannelFacts> occupied(
      Question.OccupiedChannels question, @Nullable AppHoldings app, List<Owner> owners) {
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
      owners.forEach(owner -> rosters(question, owner, facts));
    }
    return facts;
  }

  private static void rosters(
      Question.OccupiedChannels question, Owner owner, Map<String, ChannelFacts> facts) {
    owner
        .keeper()
        .forEachRoster(
            channel -> {
              if (channel.appId().equals(question.appId())
                  && channel.channel().text().startsWith(question.prefix())) {
                facts.merge(
                    channel.channel().text(),
                    new ChannelFacts(0, owner.truth().members(channel)),
                    ChannelFacts::plus);
              }
            });
  }
}
