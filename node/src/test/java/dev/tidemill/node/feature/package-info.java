/** Feature views: what is served, what is recorded, and that they agree. */
@NullMarked
package dev.tidemill.node.feature;

import org.jspecify.annotations.NullMarked;
