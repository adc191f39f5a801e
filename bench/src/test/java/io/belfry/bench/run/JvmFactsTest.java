package io.belfry.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmFactsTest {
  @Test
  void givenTheListOfFlags_collectorHeapAndHeadersAreFound() {
    String answer =
        """
        4711:
        [Global flags]
           size_t MaxHeapSize             = 536870912    {product} {ergonomic}
             bool UseCompactObjectHeaders = true         {product} {command line}
             bool UseG1GC                 = false        {product} {default}
             bool UseSerialGC             = true         {product} {ergonomic}
        """;

    assertThat(JvmFacts.flags(answer))
        .containsEntry("collector", "SerialGC")
        .containsEntry("MaxHeapSize", "512 MiB")
        .containsEntry("object headers", "compact");
  }

  @Test
  void givenOptionsWithPaths_foldersOfTheMachineAreLeftOut() {
    String answer = "VM Arguments:\njvm_args: -Xshare:auto -XX:SharedArchiveFile=/a/b/serve.jsa\n";

    assertThat(JvmFacts.options(answer))
        .isEqualTo("`-Xshare:auto` `-XX:SharedArchiveFile=serve.jsa`");
  }

  @Test
  void givenTheLibrariesOfAProcess_theTransportIsTheOneThatIsLoaded() {
    assertThat(JvmFacts.transport("/tmp/libnetty_transport_native_epoll_x86_64.so"))
        .isEqualTo("epoll");
    assertThat(JvmFacts.transport("/lib/libc.so")).isEqualTo("nio");
  }
}
