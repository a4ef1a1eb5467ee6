/** What live tables and users cost. Uses the engine's and the query store's counts. */
@NullMarked
package dev.tidemill.node.costs;

import org.jspecify.annotations.NullMarked;
