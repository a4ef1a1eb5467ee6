package dev.tidemill.server;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What a server shows to be known by.
 *
 * @param certificate PEM: the server's own, and those up to the authority behind it
 * @param key PEM: the certificate's private key, PKCS #8, without a password
 */
public record TlsFiles(Path certificate, Path key) {
    public TlsFiles {
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
    }
}
