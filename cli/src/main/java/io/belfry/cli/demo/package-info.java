/**
 * The demo application of {@code belfry dev}: what an application's own backend would be, with its
 * auth endpoints, three made-up users and a page. It knows Belfry only through the server library,
 * as any application does. Its handlers run on a virtual thread a request.
 */
@NullMarked
package io.belfry.cli.demo;

import org.jspecify.annotations.NullMarked;
