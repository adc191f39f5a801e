package io.belfry.client.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.channel.Channel;
import io.belfry.client.channel.PusherEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** The rules of Reactive Streams, by their own suite. */
class ReactiveStreamsTest {
  /** What the suite judges; it makes one of these for itself. */
  public static final class OfEvents extends FlowPublisherVerification<PusherEvent> {
    private static final long SILENCE_MILLIS = 50;

    public OfEvents() {
      super(new TestEnvironment(1_000, SILENCE_MILLIS), 200);
    }

    @Override
    public Flow.Publisher<PusherEvent> createFlowPublisher(long elements) {
      TestChannel channel = new TestChannel();
      EventPublisher events =
          EventPublisher.of((Channel) channel)
              .holding((int) Math.max(1, Math.min(elements, 4_096)));
      // As a channel does for which events come as soon as somebody is bound.
      return subscriber -> {
        events.subscribe(subscriber);
        for (int i = 0; i < Math.min(elements, 4_096); i++) {
          channel.comes(i);
        }
      };
    }

    @Override
    public Flow.@org.jspecify.annotations.Nullable Publisher<PusherEvent>
        createFailedFlowPublisher() {
      return null;
    }

    @Override
    public long maxElementsFromPublisher() {
      return publisherUnableToSignalOnComplete();
    }
  }

  @Test
  @Tag("CL-037")
  void givenTheSuiteOfReactiveStreams_eachOfItsRulesIsKept(@TempDir Path reports) {
    TestListenerAdapter results = new TestListenerAdapter();
    TestNG suite = new TestNG(false);
    suite.setTestClasses(new Class<?>[] {OfEvents.class});
    suite.addListener(results);
    suite.setOutputDirectory(reports.toString());
    suite.setVerbose(0);
    suite.run();
    assertThat(results.getFailedTests()).extracting(ReactiveStreamsTest::failure).isEmpty();
    assertThat(results.getPassedTests()).hasSizeGreaterThan(12);
    assertThat(results.getConfigurationFailures()).isEqualTo(List.of());
  }

  private static String failure(ITestResult result) {
    return result.getName() + ": " + result.getThrowable();
  }
}
