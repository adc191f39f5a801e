package io.belfry.server.delivery;

import io.belfry.server.channel.Channels;
import io.belfry.server.user.Presences;
import io.belfry.server.user.Users;
import io.belfry.server.user.Watchlists;

/**
 * Where one event loop reports what it holds of one app, and asks what is true of it.
 *
 * <p>Thread: confined to that loop.
 */
public interface AppReports {
  /** Of its channels. */
  Channels.ChannelReports channels();

  /** Of its signed-in users. */
  Users.UserReports users();

  /** Of those who watch users. */
  Watchlists.WatcherReports watchlists();

  /** Who is online in the whole app. */
  Presences presences();
}
