package io.belfry.docs;

import io.belfry.rest.AuthRequest;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Map;

/** The endpoints of an application on Quarkus, or any other that speaks Jakarta REST. */
// snippet: quarkus-endpoints
@Singleton
@Path("/pusher")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(MediaType.APPLICATION_JSON)
public class PusherResource {
  private final Pusher belfry = new Pusher(RestOptions.fromEnvironment());

  @POST
  @Path("/user-auth")
  public Response user(@Context SecurityContext security, String form) {
    Principal who = security.getUserPrincipal();
    if (who == null) {
      return refused(403, "Nobody is logged in.");
    }
    try {
      AuthRequest request = AuthRequest.parse(form);
      UserData user = UserData.of(who.getName());
      return signed(belfry.authenticateUser(request.socketId(), user).toJson());
    } catch (IllegalArgumentException e) {
      return refused(400, "This is no request of a client.");
    }
  }

  @POST
  @Path("/auth")
  public Response channel(@Context SecurityContext security, String form) {
    Principal who = security.getUserPrincipal();
    if (who == null) {
      return refused(403, "Nobody is logged in.");
    }
    try {
      AuthRequest request = AuthRequest.parse(form);
      String channel = request.requiredChannelName();
      if (!channel.equals("private-orders-" + who.getName())) {
        return refused(403, "This channel is not yours.");
      }
      return signed(belfry.authorizeChannel(request.socketId(), channel).toJson());
    } catch (IllegalArgumentException e) {
      return refused(400, "This is no request of a client.");
    }
  }

  private static Response signed(String json) {
    return Response.ok(json).header("Cache-Control", "no-store").build();
  }

  private static Response refused(int status, String why) {
    return Response.status(status).entity(Map.of("error", why)).build();
  }
}
// end
