package io.belfry.rest;

import io.belfry.protocol.ChannelName;
import io.belfry.rest.RestCall.Question;
import io.belfry.rest.internal.ApiRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Asks what the server knows: which channels are occupied, by how many, by whom. As with {@link
 * Pusher}, each call exists twice, waiting and as a stage.
 *
 * <p>Thread: thread-safe.
 */
public final class Queries {
  private final RestCall call;

  Queries(RestCall call) {
    this.call = call;
  }

  /**
   * Occupied channels, by name.
   *
   * @param prefix what their names begin with; empty for all
   * @param attributes counts to tell; users are counted only if the prefix is {@code presence-} or
   *     longer
   * @throws ApiException if the server refused it or could not be reached
   */
  public Map<String, ChannelInfo> channels(String prefix, ChannelAttribute... attributes) {
    return call.await(askChannels(prefix, attributes));
  }

  /** Occupied channels, by name; the stage fails with {@link ApiException}. */
  public CompletionStage<Map<String, ChannelInfo>> channelsAsync(
      String prefix, ChannelAttribute... attributes) {
    return call.send(askChannels(prefix, attributes));
  }

  /**
   * One channel. It is no error if nobody is subscribed to it.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public ChannelState channel(String name, ChannelAttribute... attributes) {
    return call.await(askChannel(name, attributes));
  }

  /** One channel; the stage fails with {@link ApiException}. */
  public CompletionStage<ChannelState> channelAsync(String name, ChannelAttribute... attributes) {
    return call.send(askChannel(name, attributes));
  }

  /**
   * Ids of the users that are members of a presence channel.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public List<String> members(String presenceChannel) {
    return call.await(askMembers(presenceChannel));
  }

  /** Members of a presence channel; the stage fails with {@link ApiException}. */
  public CompletionStage<List<String>> membersAsync(String presenceChannel) {
    return call.send(askMembers(presenceChannel));
  }

  /**
   * How many connections the app has. Belfry answers it; not every server does.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public long connections() {
    return call.await(askConnections());
  }

  /** How many connections the app has; the stage fails with {@link ApiException}. */
  public CompletionStage<Long> connectionsAsync() {
    return call.send(askConnections());
  }

  private Question<Map<String, ChannelInfo>> askChannels(
      String prefix, ChannelAttribute... attributes) {
    ChannelAttribute.refuseCache(attributes);
    ApiRequest request = ApiRequest.get("channels");
    ApiRequest filtered =
        prefix.isEmpty() ? request : request.withParameter("filter_by_prefix", prefix);
    return new Question<>(asking(filtered, attributes), Answers::channels);
  }

  private Question<ChannelState> askChannel(String name, ChannelAttribute... attributes) {
    ChannelName channel = Checked.channel(name);
    ApiRequest request = ApiRequest.get("channels", channel.text());
    return new Question<>(asking(request, attributes), Answers::channel);
  }

  private Question<List<String>> askMembers(String presenceChannel) {
    ChannelName channel = Checked.channel(presenceChannel);
    return new Question<>(ApiRequest.get("channels", channel.text(), "users"), Answers::userIds);
  }

  private Question<Long> askConnections() {
    return new Question<>(ApiRequest.get("connections"), Answers::connections);
  }

  private static ApiRequest asking(ApiRequest request, ChannelAttribute... attributes) {
    return attributes.length == 0
        ? request
        : request.withParameter("info", ChannelAttribute.list(List.of(attributes)));
  }
}
