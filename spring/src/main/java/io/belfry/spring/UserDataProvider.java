package io.belfry.spring;

import io.belfry.rest.AuthRequest;
import io.belfry.rest.UserData;
import java.security.Principal;

/**
 * Says who a user of the application is to Belfry: a bean of it adds user info, a watchlist, the
 * login session or the device. Without one a user has the principal's name as id, and nothing else.
 *
 * <p>Thread: called on the thread of each request, by several at a time.
 *
 * @see "rules HTTP-231, HTTP-234"
 */
@FunctionalInterface
public interface UserDataProvider {
  /**
   * The user data to sign. Presence channels show its id and user info to other members.
   *
   * @param who who is logged in to the application
   * @param request what the client sent; whoever sits there chose it, so it says nothing of who
   *     that is
   * @return user data with the id that {@link #userId} gives
   */
  UserData userData(Principal who, AuthRequest request);

  /** The id of a user, by which connections are ended at the log-out; the principal's name. */
  default String userId(Principal who) {
    return who.getName();
  }

  /**
   * What {@link #userData} says, by an id that connections can be ended by.
   *
   * @throws IllegalStateException if the two methods give different ids
   */
  default UserData checkedUserData(Principal who, AuthRequest request) {
    UserData user = userData(who, request);
    if (!user.id().equals(userId(who))) {
      throw new IllegalStateException(
          "The UserDataProvider gives user data with another id than its method userId does, so the"
              + " connections of the user could not be ended. Override userId.");
    }
    return user;
  }
}
