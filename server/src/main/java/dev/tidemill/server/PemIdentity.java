package dev.tidemill.server;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with those behind it, and its private key, read of PEM files.
 *
 * @param chain the server's own first
 */
record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final long BYTES_MAX = 1 << 20;

    PemIdentity {
        chain = List.copyOf(chain);
        requireNonNull(key, "key");
    }

    /**
     * Reads both files.
     *
     * @throws TidemillException INVALID_FILE when one of them is not as it must be, or the key is
     *     another certificate's
     */
    static PemIdentity read(TlsFiles files) {
        List<X509Certificate> chain = chain(files.certificate());
        PrivateKey key = key(files.key(), chain.getFirst().getPublicKey().getAlgorithm());
        return new PemIdentity(chain, key);
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw wrong(file, "larger than a certificate or key may be", null);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_FILE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> chain(Path file) {
        try (InputStream in = new java.io.ByteArrayInputStream(bytes(file))) {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                chain.add((X509Certificate) each);
            }
            if (chain.isEmpty()) {
                throw wrong(file, "holds no certificate", null);
            }
            return chain;
        } catch (GeneralSecurityException | IOException e) {
            throw wrong(file, "is no PEM file of certificates", e);
        }
    }

    private static PrivateKey key(Path file, String algorithm) {
        String text = new String(bytes(file), java.nio.charset.StandardCharsets.US_ASCII);
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw wrong(file, "holds no private key in PKCS #8", null)
                    .withHint("openssl pkcs8 -topk8 -nocrypt makes one");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw wrong(file, "is not the key of the certificate, which is " + algorithm, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong(file, "is no private key", e);
        }
    }

    private static TidemillException wrong(
            Path file, String what, @org.jspecify.annotations.Nullable Exception e) {
        String message = file + " " + what;
        return e == null
                ? new TidemillException(ErrorCode.INVALID_FILE, message)
                : new TidemillException(ErrorCode.INVALID_FILE, message, e);
    }
}
