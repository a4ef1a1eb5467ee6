package dev.tidemill.engine.expression;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes bytes up to a bound, remembers when there were more, and keeps none of those. */
final class BoundedBytes extends OutputStream {
    private final int bound;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
    private boolean over;

    BoundedBytes(int bound) {
        this.bound = bound;
    }

    @Override
    public void write(int oneByte) throws IOException {
        require(1);
        bytes.write(oneByte);
    }

    @Override
    public void write(byte[] source, int from, int count) throws IOException {
        require(count);
        bytes.write(source, from, count);
    }

    private void require(int more) throws IOException {
        over |= more > bound - bytes.size();
        if (over) {
            throw new IOException("more than " + bound + " bytes");
        }
    }

    boolean isOver() {
        return over;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
