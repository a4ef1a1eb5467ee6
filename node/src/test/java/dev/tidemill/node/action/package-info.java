/** Tests of what actions tell and keep. */
@NullMarked
package dev.tidemill.node.action;

import org.jspecify.annotations.NullMarked;
