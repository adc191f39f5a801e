package io.belfry.server.api;

import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * What is told of the revocations that are in force, the oldest first.
 *
 * <p>Thread: stateless.
 *
 * @see "rule USR-045"
 */
final class RevocationsListing implements ListShutouts.Listing<Revocation> {
  @Override
  public String name() {
    return "revocations";
  }

  @Override
  public List<Revocation> found(Shutouts known, String appId, Paging paging) {
    String after = paging.after();
    return known.revocationsAfter(appId, after == null ? "" : after, paging.lookedFor());
  }

  @Override
  public void write(Revocation revocation, JsonGenerator json) {
    json.writeStringProperty("id", revocation.id());
    switch (revocation.revoked()) {
      case Revoked.LoginSession of -> json.writeStringProperty("session", of.name());
      case Revoked.Token token -> json.writeStringProperty("jti", token.jti());
      case Revoked.IssuedBefore before -> {
        json.writeStringProperty("user_id", before.user().text());
        json.writeNumberProperty("issued_before_ms", before.millis());
      }
    }
    json.writeNumberProperty("revoked_at_ms", revocation.sinceMillis());
    json.writeNumberProperty("until_ms", revocation.untilMillis());
  }

  @Override
  public String cursor(Revocation revocation) {
    return revocation.id();
  }
}
