package io.belfry.server.webhook.post;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.setting.AddressRange;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("HOOK-093")
@Tag("THR-42")
class TargetPolicyTest {
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
  private static final TargetPolicy POLICY = new TargetPolicy(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.0.1",
        "198.19.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "ff02::1",
        "4000::1"
      })
  void givenAnAddressThatIsNotPublic_onlyTheOperatorsAppsReachIt(String literal) throws Exception {
    assertThat(POLICY.admits(address(literal), false)).isFalse();
    assertThat(POLICY.admits(address(literal), true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.0.1",
        "169.254.169.254",
        "fe80::1",
        "febf::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1"
      })
  void givenALinkLocalAddress_noAppReachesIt(String literal) throws Exception {
    assertThat(POLICY.admits(address(literal), false)).isFalse();
    assertThat(POLICY.admits(address(literal), true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "223.255.255.255",
        "2000::1",
        "2606:4700::1111",
        "2002:101:101::1",
        "64:ff9b::1.1.1.1"
      })
  void givenAPublicAddress_allAppsReachIt(String literal) throws Exception {
    assertThat(POLICY.admits(address(literal), false)).isTrue();
    assertThat(POLICY.admits(address(literal), true)).isTrue();
  }

  @Test
  void givenRangesThatAreAllowed_allAppsReachThemAndNothingBeside() throws Exception {
    List<AddressRange> ranges =
        AddressRange.LIST
            .read(List.of("10.1.0.0/16", "169.254.7.7", "fd00::/8"))
            .value()
            .orElseThrow();
    TargetPolicy policy = new TargetPolicy(ranges);

    for (String allowed : List.of("10.1.2.3", "169.254.7.7", "fd01::1", "64:ff9b::10.1.0.1")) {
      assertThat(policy.admits(address(allowed), false)).as(allowed).isTrue();
      assertThat(policy.admits(address(allowed), true)).as(allowed).isTrue();
    }
    for (String beside : List.of("10.2.0.1", "169.254.7.8", "fc00::1", "127.0.0.1")) {
      assertThat(policy.admits(address(beside), false)).as(beside).isFalse();
    }
  }

  /** What a resolver may make of odd spellings is judged, and not how they are spelled. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "localhost",
        "localhost.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "0",
        "0.0.0.0",
        "[::]"
      })
  void givenAnySpellingOfLoopback_anotherAppsRequestDoesNotArrive(String host) {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT));
        HttpPoster poster = Attempts.poster(TargetPolicyTest::addressesHere)) {
      URI url = URI.create("http://" + host + ":" + receiver.port() + "/");
      // A spelling that is no host of a URL does not get as far.
      if (url.getHost() != null) {
        assertThat(post(poster, url.toString(), false).cause())
            .isIn(Cause.TARGET_REFUSED, Cause.CONNECT_FAILED);
      }
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void givenLoopbackOfTheOperatorsApp_itIsReached() {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT));
        HttpPoster poster = Attempts.poster()) {
      assertThat(post(poster, receiver.url(), false).cause()).isEqualTo(Cause.TARGET_REFUSED);
      assertThat(post(poster, receiver.url(), true).cause()).isEqualTo(Cause.DELIVERED);
      // The connection that is open now is none of the other app's.
      assertThat(post(poster, receiver.url(), false).cause()).isEqualTo(Cause.TARGET_REFUSED);
    }
  }

  @Test
  void givenANameThatChangesItsAddress_theJudgedOneIsReached() {
    AtomicInteger asked = new AtomicInteger();
    JudgedAddresses.Names rebinding =
        host ->
            new InetAddress[] {address(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1")};
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT));
        HttpPoster poster = Attempts.poster(rebinding, "127.0.0.2")) {
      // Nobody listens at the address that is allowed, and nobody asks for another one.
      assertThat(post(poster, "http://hooks.test:" + receiver.port() + "/", false).cause())
          .isEqualTo(Cause.CONNECT_FAILED);
      assertThat(asked).hasValue(1);
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void givenANameWithAddressesOfBothKinds_onlyThoseAllowedAreTried() {
    JudgedAddresses.Names both =
        host -> new InetAddress[] {address("127.0.0.1"), address("127.0.0.2")};
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT));
        HttpPoster poster = Attempts.poster(both, "127.0.0.2")) {
      assertThat(post(poster, "http://hooks.test:" + receiver.port() + "/", false).cause())
          .isEqualTo(Cause.CONNECT_FAILED);
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void givenANameThatNobodyKnows_thereIsNoConnection() {
    JudgedAddresses.Names none =
        host -> {
          throw new UnknownHostException(host);
        };
    try (HttpPoster poster = Attempts.poster(none)) {
      assertThat(post(poster, "http://hooks.test/", false).cause()).isEqualTo(Cause.CONNECT_FAILED);
    }
  }

  @Test
  @Tag("HOOK-096")
  void givenAProxy_targetsAreJudgedAllTheSame() {
    JudgedAddresses.Names names =
        host -> {
          if (host.equals("unknown.test")) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[] {InetAddress.getByName(host)};
        };
    try (RawReceiver proxy = RawReceiver.start(RawReceiver.always(NO_CONTENT));
        HttpPoster poster = through(proxy, names)) {
      assertThat(post(poster, "http://10.0.0.1/", false).cause()).isEqualTo(Cause.TARGET_REFUSED);
      assertThat(post(poster, "http://169.254.169.254/", true).cause())
          .isEqualTo(Cause.TARGET_REFUSED);
      assertThat(post(poster, "http://unknown.test/", false).cause())
          .isEqualTo(Cause.TARGET_REFUSED);
      assertThat(proxy.connections()).isZero();

      assertThat(post(poster, "http://unknown.test/hooks?x=1", true).cause())
          .isEqualTo(Cause.DELIVERED);
      RawReceiver.Request request = proxy.next();
      assertThat(request.head()).startsWith("POST http://unknown.test/hooks?x=1 HTTP/1.1\r\n");
      assertThat(request.field("Host")).isEqualTo("unknown.test");
    }
  }

  @Test
  @Tag("HOOK-096")
  void givenAProxy_anotherAppsRequestGoesThroughATunnelToTheJudgedAddress() {
    AtomicInteger asked = new AtomicInteger();
    JudgedAddresses.Names rebinding =
        host ->
            new InetAddress[] {address(asked.getAndIncrement() == 0 ? "192.0.9.1" : "10.0.0.1")};
    try (RawReceiver proxy =
            RawReceiver.start(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
                  connection.readRequest();
                  connection.write(NO_CONTENT);
                });
        HttpPoster poster = through(proxy, Attempts.besides("127.0.0.1", rebinding))) {
      assertThat(post(poster, "http://hooks.test/hooks?x=1", false).cause())
          .isEqualTo(Cause.DELIVERED);
      assertThat(proxy.next().head())
          .startsWith("CONNECT 192.0.9.1:80 HTTP/1.1\r\n")
          .doesNotContain("hooks");
      RawReceiver.Request request = proxy.next();
      assertThat(request.head()).startsWith("POST /hooks?x=1 HTTP/1.1\r\n");
      assertThat(request.field("Host")).isEqualTo("hooks.test");
      assertThat(post(poster, "http://hooks.test/", false).cause()).isEqualTo(Cause.TARGET_REFUSED);
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  private static HttpPoster through(RawReceiver proxy, JudgedAddresses.Names names) {
    URI url = URI.create("http://127.0.0.1:" + proxy.port());
    return new HttpPoster(
        new HttpPoster.Reach(Optional.of(url), POLICY, names), InstantSource.system());
  }

  private static Outcome post(HttpPoster poster, String url, boolean isOperators) {
    return Attempts.outcome(
        poster, Attempts.attempt(Attempts.endpoint(url).build(), Attempts.BODY, isOperators));
  }

  // 0177.0.0.1 is 177.0.0.1 for Java: somebody's machine, which a test leaves alone.
  private static InetAddress[] addressesHere(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (InetAddress address : addresses) {
      if (!address.isLoopbackAddress() && !address.isAnyLocalAddress()) {
        throw new UnknownHostException(host + " is not here");
      }
    }
    return addresses;
  }

  @SuppressWarnings("AddressSelection") // all are addresses, none a name
  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}
