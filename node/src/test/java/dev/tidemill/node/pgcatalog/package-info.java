/** Tests. */
@NullMarked
package dev.tidemill.node.pgcatalog;

import org.jspecify.annotations.NullMarked;
