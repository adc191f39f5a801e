/**
 * Why a token, a signed request or a webhook is refused: reads what was pasted and has the server's
 * own judges look at it. Used by {@code belfry explain} alone; one thread.
 */
package io.belfry.cli.explain;
