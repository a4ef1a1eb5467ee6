/** The circuit: plans as connected operators, advanced tick by tick. Uses operators and state. */
@NullMarked
package dev.tidemill.engine.circuit;

import org.jspecify.annotations.NullMarked;
