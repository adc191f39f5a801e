package io.belfry.server.http;

import java.util.Map;

/**
 * One HTTP request, read completely and within its bounds.
 *
 * <p>Thread: immutable; {@code body} must not be written to.
 *
 * @param method in upper case, as on the request line
 * @param path raw path of the request line, still percent-encoded, with its prefix
 * @param query raw query behind the question mark, empty when there is none
 * @param headers header fields by lower-case name; the first value where a field is repeated
 * @param body the bytes received, empty when there is no body
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Request(
    String method, String path, String query, Map<String, String> headers, byte[] body) {}
