/** What is told of lineage, and how it is sent. */
@NullMarked
package dev.tidemill.node.lineage;

import org.jspecify.annotations.NullMarked;
