/**
 * Scores rows by models in the form ONNX, with ONNX Runtime. A room of its own, which is built only
 * when somebody asks for it; found by what the learning room says that it wants.
 */
@NullMarked
package dev.tidemill.onnx;

import org.jspecify.annotations.NullMarked;
