package io.belfry.server.api;

import io.belfry.server.app.App;
import io.belfry.server.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated call of the HTTP API.
 *
 * <p>Thread: immutable.
 *
 * @param app app of the caller
 * @param pathValue decoded value of the last variable of the path, empty when there is none
 * @param parameters of the query
 * @param request what was received
 * @param key public key that it was signed with
 * @param id names the call in answers, log and audit log
 */
record ApiCall(
    App app,
    String pathValue,
    Parameters parameters,
    Request request,
    @Nullable String key,
    String id) {}
