/** The catalog of a folder or of a running mill, made of their planned definitions. */
@NullMarked
package dev.tidemill.node.catalog;

import org.jspecify.annotations.NullMarked;
