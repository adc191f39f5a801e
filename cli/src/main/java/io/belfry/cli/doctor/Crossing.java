package io.belfry.cli.doctor;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.NoAccess;
import io.belfry.protocol.message.ServerMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether events cross from node to node: clients at all addresses subscribe, and an event is
 * published at each. Where there is one address alone, several clients come to it, as a balancer
 * leads them to different nodes.
 *
 * <p>Thread: confined to its caller.
 */
public final class Crossing {
  private static final int AT_ONE = 6;

  private final List<URI> servers;
  private final Access access;
  private final Consumer<Check> checks;
  private final List<Talk> clients = new ArrayList<>();
  private final List<Signed> signed = new ArrayList<>();

  /**
   * A trial.
   *
   * @param servers addresses of nodes, or of the balancer before them, at least one
   * @param access the app with its secret
   * @param checks told of each check when it is done
   */
  public Crossing(List<URI> servers, Access access, Consumer<Check> checks) {
    this.servers = List.copyOf(servers);
    this.access = access;
    this.checks = checks;
  }

  /** Tries it. */
  public void run() {
    try {
      for (URI server : servers) {
        come(server);
      }
      Check last = Check.ok("crossing", "");
      // One that misses something is behind, and would mistake what comes next for it.
      for (int i = 0; i < servers.size() && last.grade() == Check.Grade.OK; i++) {
        last = publish(i);
        checks.accept(last);
      }
    } catch (IOException | RuntimeException | NoAccess e) {
      checks.accept(
          Check.fail("crossing", "no client could subscribe: " + e.getMessage(), "Try again."));
    } finally {
      clients.forEach(Talk::close);
      signed.forEach(Signed::close);
    }
  }

  private void come(URI server) throws IOException, NoAccess {
    Line line = new Line(server, access.trust());
    Access there = new Access(server, access.app(), access.trust(), access.origin());
    Signed own =
        signed.isEmpty() ? new Signed(line, there) : new Signed(line, there, signed.get(0));
    signed.add(own);
    for (int i = servers.size() == 1 ? AT_ONE : 1; i > 0; i--) {
      Talk talk = new Web(line).upgrade(access.app().key()).talk();
      if (talk == null) {
        throw new IOException(server + " lets no WebSocket through");
      }
      clients.add(talk);
      String socket = talk.await(ServerMessage.ConnectionEstablished.class).socketId().text();
      talk.say(own.subscribe(socket));
      talk.await(ServerMessage.SubscriptionSucceeded.class);
    }
  }

  private Check publish(int from) {
    URI server = servers.get(from);
    int missing = 0;
    try {
      signed.get(from).publish();
      for (Talk client : clients) {
        missing += hears(client) ? 0 : 1;
      }
    } catch (IOException | RuntimeException e) {
      return Check.fail(
          "crossing",
          "an event published at " + server.getAuthority() + " is refused: " + e.getMessage(),
          "Is that node cut off? Its /readyz says so.");
    }
    String finding =
        "an event published at "
            + server.getAuthority()
            + " reaches "
            + (clients.size() - missing)
            + " of "
            + clients.size()
            + " clients"
            + (servers.size() == 1 ? " there" : ", one at each address");
    return missing == 0
        ? Check.ok("crossing", finding)
        : Check.fail(
            "crossing",
            finding,
            "The nodes are no cluster: compare cluster.name and cluster.url of each.");
  }

  private static boolean hears(Talk client) throws IOException {
    try {
      client.await(ServerMessage.Event.class);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }
}
