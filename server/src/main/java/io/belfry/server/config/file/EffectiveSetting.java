package io.belfry.server.config.file;

/**
 * A setting as it holds after file, environment and flags, for people to read.
 *
 * <p>Thread: immutable.
 *
 * @param path its name, such as {@code apps[0].name}
 * @param value its value; of a secret only that there is one
 * @param source where the value comes from: {@code file, line 3}, {@code environment, NAME}, {@code
 *     flag, --name} or {@code default}
 */
public record EffectiveSetting(String path, String value, String source) {}
