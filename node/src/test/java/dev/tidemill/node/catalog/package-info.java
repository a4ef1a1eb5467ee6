/** Tests. */
@NullMarked
package dev.tidemill.node.catalog;

import org.jspecify.annotations.NullMarked;
