/** Where rows come from and how they are written. Knows wire formats; not the engine's insides. */
@NullMarked
package dev.tidemill.connectors;

import org.jspecify.annotations.NullMarked;
