package dev.tidemill.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Small models, written by hand in the form of Protocol Buffers. */
final class OnnxBytes {
    private static final int FLOAT = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OnnxBytes() {}

    /** 1 / (1 + exp(−(row · weights + intercept))), of one row. */
    static byte[] logistic(float[] weights, float intercept) {
        OnnxBytes graph =
                new OnnxBytes()
                        .message(1, node("MatMul", "row", "weights", "product"))
                        .message(1, node("Add", "product", "intercept", "sum"))
                        .message(1, node("Sigmoid", "sum", null, "probability"))
                        .text(2, "logistic")
                        .message(5, tensor("weights", weights, weights.length, 1))
                        .message(5, tensor("intercept", new float[] {intercept}, 1, 1))
                        .message(11, value("row", 1, weights.length))
                        .message(12, value("probability", 1, 1));
        return new OnnxBytes()
                .number(1, 8)
                .message(7, graph)
                .message(8, new OnnxBytes().text(1, "").number(2, 13))
                .out
                .toByteArray();
    }

    private static OnnxBytes node(
            String operator, String first, @Nullable String second, String to) {
        OnnxBytes node = new OnnxBytes().text(1, first);
        if (second != null) {
            node.text(1, second);
        }
        return node.text(2, to).text(4, operator);
    }

    private static OnnxBytes tensor(String name, float[] values, int rows, int columns) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return new OnnxBytes()
                .number(1, rows)
                .number(1, columns)
                .number(2, FLOAT)
                .text(8, name)
                .bytes(9, raw.array());
    }

    private static OnnxBytes value(String name, int rows, int columns) {
        OnnxBytes shape =
                new OnnxBytes()
                        .message(1, new OnnxBytes().number(1, rows))
                        .message(1, new OnnxBytes().number(1, columns));
        OnnxBytes tensor = new OnnxBytes().number(1, FLOAT).message(2, shape);
        return new OnnxBytes().text(1, name).message(2, new OnnxBytes().message(1, tensor));
    }

    private OnnxBytes number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    private OnnxBytes text(int field, String value) {
        return bytes(field, value.getBytes(UTF_8));
    }

    private OnnxBytes message(int field, OnnxBytes message) {
        return bytes(field, message.out.toByteArray());
    }

    private OnnxBytes bytes(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
