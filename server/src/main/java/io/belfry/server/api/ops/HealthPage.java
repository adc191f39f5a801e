package io.belfry.server.api.ops;

import io.belfry.protocol.json.Json;
import io.belfry.server.api.ops.OperationsRoutes.OfNode;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.node.Condition;
import io.belfry.server.node.MachineLoad;
import io.belfry.server.node.ServerState;
import io.belfry.server.webhook.Outboxes.StoreState;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How the node is, in figures.
 *
 * <p>Thread: thread-safe.
 *
 * @param node how the node is
 * @param outbox how the store of webhooks is
 */
record HealthPage(OfNode node, Supplier<StoreState> outbox) implements Page {
  @Override
  public Response get(Request request) {
    Condition now = node.condition().get();
    MachineLoad machine = now.load();
    return Response.json(
        now.state() == ServerState.READY ? 200 : 503,
        Json.object(
            json -> {
              json.writeStringProperty("state", now.state().name().toLowerCase(Locale.ROOT));
              json.writeNumberProperty("since_ms", now.sinceMillis());
              json.writeArrayPropertyStart("reasons");
              for (String reason : now.reasons()) {
                json.writeString(reason);
              }
              json.writeEndArray();
              json.writeNumberProperty("connections", node.connections().getAsLong());
              json.writeObjectPropertyStart("load");
              json.writeNumberProperty("heap", machine.heap());
              json.writeNumberProperty("direct_memory", machine.direct());
              json.writeNumberProperty("descriptors", machine.descriptors());
              json.writeEndObject();
              json.writeObjectPropertyStart("webhooks");
              json.writeStringProperty("store", outbox.get().word());
              json.writeEndObject();
              json.writeObjectPropertyStart("audit");
              json.writeStringProperty("state", node.audit().state().word());
              json.writeNumberProperty("dropped", node.audit().dropped());
              json.writeEndObject();
              node.certificate()
                  .ifPresent(
                      until -> {
                        json.writeObjectPropertyStart("tls");
                        json.writeStringProperty("certificate_until", until.get().toString());
                        json.writeEndObject();
                      });
            }));
  }
}
