package io.belfry.client.internal;

import io.belfry.client.ChannelAuthorizer;
import io.belfry.client.PayloadReader;
import io.belfry.client.UserAuthenticator;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Options as they were when the client was built.
 *
 * <p>Thread: immutable.
 *
 * @param target where to connect
 * @param timing how long to wait
 * @param userAuthenticator who says who the user is; null when nobody was set
 * @param channelAuthorizer who lets this client into channels; null when nobody was set
 * @param listenerExecutor where listeners run; null for a thread of the client's own
 * @param payloadReader what makes objects of JSON text; null when nothing was set
 */
public record Settings(
    Transport.Target target,
    Timing timing,
    @Nullable UserAuthenticator userAuthenticator,
    @Nullable ChannelAuthorizer channelAuthorizer,
    @Nullable Executor listenerExecutor,
    @Nullable PayloadReader payloadReader) {}
