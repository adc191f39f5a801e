package io.belfry.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What concerns the process as a whole.
 *
 * <p>Thread: immutable.
 *
 * @param dataDir folder that it may write to
 * @param drain time over which it closes its connections when it goes down; empty to let it depend
 *     on who comes after it
 * @param keepAlive longest silence of a client before something is sent for the sake of proxies;
 *     zero for whatever silence
 */
public record NodeConfig(Path dataDir, Optional<Duration> drain, Duration keepAlive) {}
