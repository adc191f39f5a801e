/**
 * What may be said of a value that was written, how text stands in a line of a log, and what names
 * of apps have to look like, in one voice for the file, the builders and the command line. Not
 * exported to embedders.
 */
@NullMarked
package io.belfry.server.setting.wording;

import org.jspecify.annotations.NullMarked;
