package io.belfry.server.socket;

import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.server.audit.AuditEntry.Means;

/**
 * A user whom somebody has vouched for: the app by its signature, or a hook by its word.
 *
 * <p>Thread: immutable.
 *
 * @param data what is said of the user
 * @param text the same as text, which the client is told
 * @param means by whose word it is known
 */
record VouchedUser(UserData data, String text, Means means) {
  UserId user() {
    return data.id();
  }
}
