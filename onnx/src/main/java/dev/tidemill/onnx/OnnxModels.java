package dev.tidemill.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tidemill.learning.foreign.ForeignRuntime;
import dev.tidemill.learning.foreign.ForeignScorer;
import dev.tidemill.learning.stored.ModelReader;

/** Opens models in the form ONNX. */
public final class OnnxModels implements ForeignRuntime {
    @Override
    public String form() {
        return "onnx";
    }

    @Override
    public ForeignScorer open(byte[] model, int numbers, int categories) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // One row at a time, on the thread that asks: more threads would only wait.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtSession session = environment.createSession(model, options);
            return OnnxScorer.of(environment, session, numbers, categories);
        } catch (OrtException e) {
            throw ModelReader.corrupt("ONNX Runtime says: " + e.getMessage());
        }
    }
}
