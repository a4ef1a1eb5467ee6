/** Tests of this room. */
@NullMarked
package dev.tidemill.onnx;

import org.jspecify.annotations.NullMarked;
