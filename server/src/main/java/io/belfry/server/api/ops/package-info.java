/**
 * The operations port: pages for operators that strangers must not see. One class a page, one table
 * of pages; off until a port is set, and on the loopback address unless another is. Called on event
 * loops; the pages are made on virtual threads.
 */
@NullMarked
package io.belfry.server.api.ops;

import org.jspecify.annotations.NullMarked;
