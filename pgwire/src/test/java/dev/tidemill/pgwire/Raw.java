package dev.tidemill.pgwire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A client made of bytes, which may say what no driver says. One thread. */
final class Raw implements AutoCloseable {
    final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;

    /** A message of the server's. */
    record Said(char type, byte[] body) {
        /** The texts in it, for errors and tags. */
        String text() {
            return new String(body, UTF_8).replace('\0', '|');
        }

        /** A field of an error. */
        String field(char name) {
            for (String part : new String(body, UTF_8).split("\0", -1)) {
                if (!part.isEmpty() && part.charAt(0) == name) {
                    return part.substring(1);
                }
            }
            return "";
        }
    }

    Raw(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** One that was let in. */
    static Raw in(Wired wired) throws IOException {
        Raw raw = new Raw(wired.socket());
        raw.startup(196_608, "user", "anybody", "database", "wire");
        List<Said> said = raw.untilReady();
        if (said.getLast().type() != 'Z') {
            throw new IOException("not let in: " + said.getLast().text());
        }
        return raw;
    }

    void startup(int version, String... parameters) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(body);
        data.writeInt(version);
        for (String each : parameters) {
            data.write(each.getBytes(UTF_8));
            data.write(0);
        }
        data.write(0);
        out.writeInt(body.size() + 4);
        out.write(body.toByteArray());
        out.flush();
    }

    /** Sends a packet without a type. */
    void packet(int... numbers) throws IOException {
        out.writeInt(4 + 4 * numbers.length);
        for (int each : numbers) {
            out.writeInt(each);
        }
        out.flush();
    }

    void send(char type, byte[] body) throws IOException {
        out.write(type);
        out.writeInt(body.length + 4);
        out.write(body);
        out.flush();
    }

    /** Sends a message of texts, each with its zero. */
    void send(char type, String... texts) throws IOException {
        send(type, texts(texts));
    }

    static byte[] texts(String... texts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String each : texts) {
            body.writeBytes(each.getBytes(UTF_8));
            body.write(0);
        }
        return body.toByteArray();
    }

    /** Messages up to the next ReadyForQuery, or the connection's end. */
    List<Said> untilReady() throws IOException {
        List<Said> all = new ArrayList<>();
        try {
            do {
                all.add(next());
            } while (all.getLast().type() != 'Z');
        } catch (EOFException e) {
            all.add(new Said('!', new byte[0]));
        }
        return all;
    }

    Said next() throws IOException {
        char type = (char) in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        return new Said(type, body);
    }

    /** What a query is answered with, as the letters of its messages. */
    String types(String sql) throws IOException {
        send('Q', sql);
        StringBuilder types = new StringBuilder();
        untilReady().forEach(each -> types.append(each.type()));
        return types.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
