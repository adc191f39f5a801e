package io.belfry.server.api;

import io.belfry.bench.BenchSettings;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.http.Request;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two signatures that the server checks most: that of a sign-in and that of a request. It lives
 * in this package because the check of a request is nobody else's.
 */
@SuppressWarnings("NullAway.Init") // the set-up fills the fields
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignBench {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String USER_DATA = "{\"id\":\"ada\",\"user_info\":{\"name\":\"Ada\"}}";
  private static final String PATH = "/apps/" + BenchSettings.APP_ID + "/events";

  private final SocketId socketId = new SocketId("123456789.987654321");
  private App app;
  private String token;
  private RequestAuth auth;
  private RoutedRequest request;

  /** Signs both once. */
  @Setup
  public void sign() throws NoSuchAlgorithmException {
    app = BenchSettings.app();
    token =
        AuthToken.sign(
            BenchSettings.KEY, BenchSettings.SECRET, StringToSign.signin(socketId, USER_DATA));
    auth = new RequestAuth(new ConfiguredApps(List.of(app)), () -> NOW, Duration.ofMinutes(10));
    List<String> segments = List.of(Route.APPS, BenchSettings.APP_ID, "events");
    request = new RoutedRequest(signed(Bodies.EVENT), "1", PATH, segments, List.of());
  }

  private static Request signed(byte[] body) throws NoSuchAlgorithmException {
    String query =
        "auth_key=%s&auth_timestamp=%d&auth_version=1.0&body_md5=%s"
            .formatted(
                BenchSettings.KEY,
                NOW.getEpochSecond(),
                HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body)));
    String signature = BenchSettings.SECRET.sign("POST\n" + PATH + "\n" + query);
    return new Request("POST", PATH, query + "&auth_signature=" + signature, Map.of(), body);
  }

  /** The token of a sign-in. */
  @Benchmark
  public App.Verdict signin() {
    return app.verify(token, StringToSign.signin(socketId, USER_DATA));
  }

  /** Digest of the body and signature of the query of a publish. */
  @Benchmark
  public Object request() {
    return auth.verify(request);
  }
}
