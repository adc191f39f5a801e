package io.belfry.server.api;

import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout.Block;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * What is told of users who are blocked, in code-point order of their ids.
 *
 * <p>Thread: stateless.
 *
 * @see "users.md, section 5"
 */
final class BlockedUsersListing implements ListShutouts.Listing<Block> {
  @Override
  public String name() {
    return "users";
  }

  @Override
  public List<Block> found(Shutouts known, String appId, Paging paging) {
    return known.blocksAfter(appId, paging.afterUser(), paging.lookedFor());
  }

  @Override
  public void write(Block block, JsonGenerator json) {
    UserAnswer.writeId(json, block.user());
    json.writeNumberProperty("blocked_since_ms", block.sinceMillis());
    json.writeNumberProperty("blocked_until_ms", block.untilMillis());
  }

  @Override
  public String cursor(Block block) {
    return block.user().text();
  }
}
