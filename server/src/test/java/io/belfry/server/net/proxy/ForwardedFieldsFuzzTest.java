package io.belfry.server.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.Fuzzing;
import io.belfry.server.http.Caller;
import io.belfry.server.setting.AddressRange;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a client writes into forwarded fields, what its proxy adds is what counts. */
@Tag("THR-33")
@Tag("THR-29")
class ForwardedFieldsFuzzTest {
  private static final InetAddress PROXY = address("10.0.0.1");
  private static final InetAddress CLIENT = address("203.0.113.7");
  private static final String[] SEEDS = {
    "for=198.51.100.1;proto=https;by=10.0.0.2;host=\"a\"",
    "for=\"[2001:db8::1]:4711\", for=unknown;proto=http",
    "198.51.100.1, 10.0.0.2, [2001:db8::1]:1",
    "for=\"\\\",\\\\\", for=_x"
  };

  private final ForwardedFields fields =
      new ForwardedFields(new TrustedProxies(List.of(new AddressRange(address("10.0.0.0"), 8))));

  private static InetAddress address(String text) {
    return Objects.requireNonNull(NodeAddress.literal(text));
  }

  private Caller read(String name, String... lines) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    headers.add(name, List.of(lines));
    return Objects.requireNonNullElse(fields.read(headers, PROXY), Caller.UNKNOWN);
  }

  @Test
  void givenAnyFieldOfTheClient_itsProxysWordIsTaken() {
    Caller plain = new Caller(CLIENT, false, null);
    Caller encrypted = new Caller(CLIENT, true, "h");
    Fuzzing.of("forwarded-field", SEEDS)
        .feed(
            bytes -> {
              String own = new String(bytes, StandardCharsets.ISO_8859_1);
              assertThat(read("x-forwarded-for", own + ", 203.0.113.7")).isEqualTo(plain);
              assertThat(read("x-forwarded-for", own, "203.0.113.7, 10.0.0.9")).isEqualTo(plain);
              String told = "for=203.0.113.7;proto=https;host=\"h\"";
              assertThat(read("forwarded", own + ", " + told)).isEqualTo(encrypted);
              assertThat(read("forwarded", own, told + ", for=10.0.0.9")).isEqualTo(encrypted);
              assertThat(read("forwarded", own + ",for=\"203.0.113.7:_p\"")).isEqualTo(plain);
            });
  }

  @Test
  void givenAnyField_itIsReadToSomethingOrNothing() {
    Fuzzing.of("forwarded-field", SEEDS)
        .feed(
            bytes -> {
              String any = new String(bytes, StandardCharsets.ISO_8859_1);
              read("forwarded", any);
              read("x-forwarded-for", any);
              read("x-forwarded-proto", any);
            });
  }
}
