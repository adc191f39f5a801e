package io.belfry.server.api.ops;

import io.belfry.protocol.json.Json;
import io.belfry.server.http.Response;
import io.belfry.server.node.MachineLoad;
import io.belfry.server.node.ServerState;
import io.belfry.server.webhook.Outboxes.StoreState;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How the node is, in figures.
 *
 * <p>Thread: thread-safe.
 *
 * @param state what the node is doing
 * @param connections how many are open
 * @param load how full the machine was when it was last looked at
 * @param outbox how the store of webhooks is
 */
record HealthPage(
    Supplier<ServerState> state,
    LongSupplier connections,
    Supplier<MachineLoad> load,
    Supplier<StoreState> outbox)
    implements Page {
  @Override
  public Response get() {
    ServerState now = state.get();
    MachineLoad machine = load.get();
    return Response.json(
        now == ServerState.READY ? 200 : 503,
        Json.object(
            json -> {
              json.writeStringProperty("state", now.name().toLowerCase(Locale.ROOT));
              json.writeNumberProperty("connections", connections.getAsLong());
              json.writeObjectPropertyStart("load");
              json.writeNumberProperty("heap", machine.heap());
              json.writeNumberProperty("direct_memory", machine.direct());
              json.writeNumberProperty("descriptors", machine.descriptors());
              json.writeEndObject();
              json.writeObjectPropertyStart("webhooks");
              json.writeStringProperty("store", outbox.get().word());
              json.writeEndObject();
            }));
  }
}
