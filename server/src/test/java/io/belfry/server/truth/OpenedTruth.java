package io.belfry.server.truth;

import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import java.util.concurrent.CompletionStage;

/** A cluster that does nothing but open that truth. */
record OpenedTruth(Truth truth) implements ClusterAdapter {
  @Override
  public String node() {
    return "n";
  }

  @Override
  public int parts(int loops) {
    return 1;
  }

  @Override
  public int part(Subject subject) {
    return 0;
  }

  @Override
  public Truth open(Truth.SubjectOwner owner) {
    return truth;
  }

  @Override
  public void start(Inbox inbox) {
    throw nothingElse();
  }

  @Override
  public CompletionStage<Reached> send(ClusterMessage message) {
    throw nothingElse();
  }

  @Override
  public <A> CompletionStage<Answer<A>> ask(Question<A> question) {
    throw nothingElse();
  }

  @Override
  public void close() {
    throw nothingElse();
  }

  private static AssertionError nothingElse() {
    return new AssertionError("It is asked for nothing else.");
  }
}
