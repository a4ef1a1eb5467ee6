package dev.tidemill.cli.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.Main;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port for PostgreSQL's clients, as a started process has it. */
class PostgresPortTest {
    private static final Pattern PORT =
            Pattern.compile("PostgreSQL clients connect at port (\\d+)");
    private static final int SSL_REQUEST = 80_877_103;

    @TempDir private Path folder;

    private Process start(Path log, String port) throws IOException {
        Files.writeString(folder.resolve("tidemill.yaml"), "name: wired\n");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        folder.toString(),
                        "--port",
                        "0",
                        "--pg-port",
                        port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String awaited(Path log, Process process, String text) throws Exception {
        for (int i = 0; i < 600; i++) {
            String said = Files.readString(log, UTF_8);
            if (said.contains(text)) {
                return said;
            }
            assertTrue(process.isAlive(), said);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError(Files.readString(log, UTF_8));
    }

    @Test
    void isToldOfAndAnswers() throws Exception {
        Path log = folder.resolve("log");
        Process process = start(log, "0");
        try {
            Matcher told = PORT.matcher(awaited(log, process, "PostgreSQL clients connect"));
            assertTrue(told.find());
            int port = Integer.parseInt(told.group(1));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(8);
                out.writeInt(SSL_REQUEST);
                out.flush();
                assertEquals('N', new DataInputStream(socket.getInputStream()).readByte());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void canBeOff() throws Exception {
        Path log = folder.resolve("log");
        Process process = start(log, "off");
        try {
            awaited(log, process, "serves at");
            TimeUnit.MILLISECONDS.sleep(300);
            assertFalse(Files.readString(log, UTF_8).contains("PostgreSQL"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void mustBeFreeWhenItIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path log = folder.resolve("log");
            Process process = start(log, Integer.toString(taken.getLocalPort()));
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
            assertNotEquals(0, process.exitValue());
            assertTrue(Files.readString(log, UTF_8).contains("TM4012"));
        }
    }
}
