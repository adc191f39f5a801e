package io.belfry.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a publish leaves behind for the collector, between the socket and the cluster. The bound
 * holds before anything is compiled; afterwards it is less.
 */
class PublishAllocationTest {
  private static final int MAX_BYTES = 8 << 10;
  private static final int ROUNDS = 200;
  private static final byte[] EVENT =
      ("{\"name\":\"e\",\"channel\":\"some-channel\",\"data\":\"" + "x".repeat(200) + "\"}")
          .getBytes(StandardCharsets.UTF_8);

  @Test
  void givenAPublishWithEverySignatureChecked_itAllocatesLittle() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Router router = RouterTest.router(RouterTest.routes(new RouterTest.OtherCluster()));
    Request request = RouterTest.signed("POST", "/apps/1/events", EVENT, Map.of());
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Response response = RouterTest.answer(router, request).toCompletableFuture().join();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(response.status()).isEqualTo(200);
    }

    assertThat(least).isLessThan(MAX_BYTES);
  }
}
