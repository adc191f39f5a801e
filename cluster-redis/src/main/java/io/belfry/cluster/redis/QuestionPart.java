package io.belfry.cluster.redis;

import io.belfry.cluster.redis.wire.Layout;
import io.belfry.protocol.ChannelName;
import io.belfry.server.cluster.ClusterAdapter.Inbox;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.cluster.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * What of a question one partition answers.
 *
 * <p>Thread: immutable.
 *
 * @param partition which one
 * @param question what it is asked
 * @param layout tells what else belongs there
 * @param <A> what it is answered with
 */
record QuestionPart<A>(int partition, Question.OfCluster<A> question, Layout layout) {
  /** All parts of a question. */
  static <A> List<QuestionPart<A>> of(Question.OfCluster<A> question, Layout layout) {
    return switch (question) {
      case Question.OfChannels it -> ofChannels(question, it, layout);
      case Question.OccupiedChannels it ->
          IntStream.range(0, layout.partitions())
              .mapToObj(partition -> new QuestionPart<>(partition, question, layout))
              .toList();
      case Question.Members it ->
          one(layout.partition(subject(it.appId(), it.channel())), question, layout);
      case Question.Cached it ->
          one(layout.partition(subject(it.appId(), it.channel())), question, layout);
      case Question.ConnectionCount it -> one(layout.partitionOfApp(it.appId()), question, layout);
    };
  }

  private static <A> List<QuestionPart<A>> one(
      int partition, Question.OfCluster<A> question, Layout layout) {
    return List.of(new QuestionPart<>(partition, question, layout));
  }

  private static <A> List<QuestionPart<A>> ofChannels(
      Question.OfCluster<A> question, Question.OfChannels asked, Layout layout) {
    Map<Integer, Set<ChannelName>> byPartition = new TreeMap<>();
    for (ChannelName channel : asked.channels()) {
      byPartition
          .computeIfAbsent(
              layout.partition(subject(asked.appId(), channel)), unused -> new HashSet<>())
          .add(channel);
    }
    List<QuestionPart<A>> parts = new ArrayList<>();
    byPartition.forEach(
        (partition, channels) -> {
          @SuppressWarnings("unchecked") // the same kind of question
          Question.OfCluster<A> own =
              (Question.OfCluster<A>) new Question.OfChannels(asked.appId(), channels);
          parts.add(new QuestionPart<>(partition, own, layout));
        });
    return parts;
  }

  private static Subject subject(String appId, ChannelName channel) {
    return new Subject.OfChannel(appId, channel);
  }

  /** What this node alone knows of it. */
  CompletionStage<Answer<A>> here(Inbox inbox) {
    return inbox.answer(question).thenApply(all -> new Answer<>(own(all), Coverage.PARTIAL));
  }

  private A own(A all) {
    if (!(question instanceof Question.OccupiedChannels occupied)) {
      return all;
    }
    Map<String, ChannelFacts> own = new HashMap<>();
    ((Map<?, ?>) all)
        .forEach(
            (name, facts) ->
                ChannelName.parse((String) name)
                    .filter(
                        channel ->
                            layout.partition(subject(occupied.appId(), channel)) == partition)
                    .ifPresent(channel -> own.put(channel.text(), (ChannelFacts) facts)));
    @SuppressWarnings("unchecked") // this kind of question is answered with such a map
    A answer = (A) own;
    return answer;
  }

  /** Two answers as one. */
  static <A> Answer<A> merged(Question.OfCluster<A> question, Answer<A> one, Answer<A> other) {
    return new Answer<>(
        question.merge(one.value(), other.value()),
        one.coverage() == Coverage.PARTIAL ? Coverage.PARTIAL : other.coverage());
  }
}
