package io.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.config.EngineAddress.EngineForm;
import io.belfry.server.config.EngineAddress.HostAndPort;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineAddressTest {
  @Test
  @Tag("CLU-004")
  void givenEachForm_itIsUnderstood() {
    assertThat(EngineAddress.of("redis://redis.internal"))
        .isEqualTo(
            new EngineAddress(
                EngineForm.ONE_SERVER,
                false,
                List.of(new HostAndPort("redis.internal", 6379)),
                0,
                ""));
    assertThat(EngineAddress.of("rediss://[::1]:7000/2"))
        .isEqualTo(
            new EngineAddress(
                EngineForm.ONE_SERVER, true, List.of(new HostAndPort("::1", 7000)), 2, ""));
    assertThat(EngineAddress.of("redis-sentinel://a,b:5000,[fe80::2]/1#my-master"))
        .isEqualTo(
            new EngineAddress(
                EngineForm.SENTINEL,
                false,
                List.of(
                    new HostAndPort("a", 26379),
                    new HostAndPort("b", 5000),
                    new HostAndPort("fe80::2", 26379)),
                1,
                "my-master"));
    assertThat(EngineAddress.of("redis-cluster://a:7000,b"))
        .isEqualTo(
            new EngineAddress(
                EngineForm.CLUSTER,
                false,
                List.of(new HostAndPort("a", 7000), new HostAndPort("b", 6379)),
                0,
                ""));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://a, redis://a:6379",
    "rediss://[::1]/3, rediss://[::1]:6379/3",
    "'redis-sentinel://a,b#m', 'redis-sentinel://a:26379,b:26379#m'",
    "redis-cluster://a:1, redis-cluster://a:1"
  })
  void givenAnAddress_itIsWrittenWithItsPortsAndReadBackAsItself(String text, String written) {
    EngineAddress address = EngineAddress.of(text);

    assertThat(address).hasToString(written).isEqualTo(EngineAddress.of(written));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a, has to begin with redis://",
    "a:6379, has to begin with redis://",
    "redis://, is no address of an engine",
    "redis://a:b, is no address of an engine",
    "redis://a/x, is no address of an engine",
    "redis://a:0, has a port that is none",
    "redis://a:70000, has a port that is none",
    "redis://me:pass-word@a, has a user or a password in it",
    "'redis://a,b', names several hosts",
    "'redis-sentinel://a,b', does not say what the sentinels call the master",
    "redis://a#m, names a master behind #",
    "redis-cluster://a/1, names a database"
  })
  @Tag("CLU-004")
  @Tag("LIM-045")
  void givenSomethingElse_itSaysWhatIsWrongAndRepeatsNothing(String text, String mistake) {
    assertThatThrownBy(() -> EngineAddress.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(mistake)
        .hasMessageNotContaining("pass-word");
  }
}
