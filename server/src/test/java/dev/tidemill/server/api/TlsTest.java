package dev.tidemill.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TlsFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS, with certificates that the test makes. */
class TlsTest {
    private static final String PASSWORD = "changeit";
    private static final String ASKED =
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /** Writes a new pair into the folder's {@code server.crt} and {@code server.key}. */
    private static X509Certificate make(Path folder, String algorithm) throws Exception {
        Path store = folder.resolve("store.p12");
        Files.deleteIfExists(store);
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost,ip:127.0.0.1",
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore read = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Certificate certificate = read.getCertificate("server");
        write(folder.resolve("server.crt"), "CERTIFICATE", certificate.getEncoded());
        write(
                folder.resolve("server.key"),
                "PRIVATE KEY",
                read.getKey("server", PASSWORD.toCharArray()).getEncoded());
        return (X509Certificate) certificate;
    }

    private static void write(Path file, String what, byte[] bytes) throws IOException {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(what, lines.encodeToString(bytes), what));
    }

    private static SSLContext trusting(Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static ServerOptions options(Path folder) {
        return Served.options(null)
                .withTls(new TlsFiles(folder.resolve("server.crt"), folder.resolve("server.key")));
    }

    /** One request over a socket of its own; gives the serial number of what was shown. */
    private static BigInteger asked(Served served, SSLContext context) throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket("127.0.0.1", served.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            socket.getOutputStream().write(ASKED.getBytes(StandardCharsets.US_ASCII));
            String status =
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.UTF_8))
                            .readLine();
            assertEquals("HTTP/1.1 200 OK", status);
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSerialNumber();
        }
    }

    @Test
    void answersOverTlsAndTakesAnotherCertificateWhileItRuns(@TempDir Path folder)
            throws Exception {
        X509Certificate first = make(folder, "EC");
        try (Served served = Served.in(folder, options(folder), UnaryOperator.identity())) {
            assertEquals("https", served.uri("/").getScheme());
            assertEquals(first.getSerialNumber(), asked(served, trusting(first)));
            assertThrows(
                    IOException.class, () -> asked(served, SSLContext.getDefault()), "not trusted");

            X509Certificate second = make(folder, "RSA");
            assertNotEquals(first.getSerialNumber(), second.getSerialNumber());
            Files.setLastModifiedTime(
                    folder.resolve("server.key"), FileTime.from(Instant.now().plusSeconds(5)));
            Thread.sleep(1_100);
            assertEquals(second.getSerialNumber(), asked(served, trusting(second)));

            Files.writeString(folder.resolve("server.key"), "nonsense");
            Thread.sleep(1_100);
            assertEquals(second.getSerialNumber(), asked(served, trusting(second)));
        }
    }

    @Test
    void aConnectionEndsWhenItWasToBeClosed(@TempDir Path folder) throws Exception {
        X509Certificate certificate = make(folder, "EC");
        try (Served served = Served.in(folder, options(folder), UnaryOperator.identity())) {
            int port = served.uri("/").getPort();
            for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
                try (Socket under = new Socket(InetAddress.getLoopbackAddress(), port);
                        SSLSocket socket = over(under, trusting(certificate))) {
                    socket.setEnabledProtocols(new String[] {protocol});
                    socket.startHandshake();
                    under.setSoTimeout(10_000);
                    socket.getOutputStream().write(ASKED.getBytes(StandardCharsets.US_ASCII));
                    String answer =
                            new String(
                                    socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
                    assertEquals(
                            -1,
                            under.getInputStream().read(),
                            "the connection itself ends, and not TLS alone: " + protocol);
                }
            }
        }
    }

    @Test
    void oneWithoutTlsEndsTooWhetherTheAnswerIsAnErrorOrNot(@TempDir Path folder) throws Exception {
        try (Served served = Served.in(folder)) {
            for (String path : new String[] {"/health/live", "/v1/nothing"}) {
                try (Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), served.uri("/").getPort())) {
                    socket.setSoTimeout(10_000);
                    String asked = ASKED.replace("/health/live", path);
                    socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
                    String answer =
                            new String(
                                    socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertTrue(answer.startsWith("HTTP/1.1 "), answer);
                }
            }
        }
    }

    /** A socket that leaves the one under it open, and so says nothing when the server ends. */
    private static SSLSocket over(Socket under, SSLContext context) throws IOException {
        return (SSLSocket)
                context.getSocketFactory().createSocket(under, "localhost", under.getPort(), false);
    }

    @Test
    void refusesFilesThatDoNotGoTogether(@TempDir Path folder) throws Exception {
        make(folder, "EC");
        Files.writeString(folder.resolve("server.key"), "nonsense");
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> Served.in(folder, options(folder), UnaryOperator.identity()));
        assertEquals(ErrorCode.INVALID_FILE, refused.errorCode());
        assertTrue(refused.message().contains("server.key"), refused.message());
    }
}
