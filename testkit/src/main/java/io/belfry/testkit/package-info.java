/**
 * What a test holds in its hands: either end of a WebSocket, an HTTP endpoint, and a clock and a
 * scheduler that move only when it says so. For tests of every module; each type names its thread.
 */
package io.belfry.testkit;
