package dev.tidemill.server;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server shows in handshakes. The files are looked at again by handshakes, once a second
 * at most; a pair that cannot be used is told of in the log, and the former one goes on.
 * Connections that are open stay as they are. Safe for all threads.
 */
final class ReloadingIdentity extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingIdentity.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TlsFiles files;
    private volatile Shown shown;

    /** The one before: a handshake that began with it asks for its parts by its name. */
    private volatile Shown former;

    private long lookedNanos;

    /**
     * An identity, the name by which a handshake asks for its parts, and when its files changed.
     */
    private record Shown(PemIdentity identity, String alias, List<FileTime> times) {}

    ReloadingIdentity(TlsFiles files) {
        this.files = requireNonNull(files, "files");
        List<FileTime> times = times();
        this.shown = new Shown(PemIdentity.read(files), "1", times);
        this.former = shown;
        this.lookedNanos = System.nanoTime();
    }

    /** A context of TLS that shows this. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, null);
            return new EndingContext(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no TLS", e);
        }
    }

    private List<FileTime> times() {
        try {
            return List.of(
                    Files.getLastModifiedTime(files.certificate()),
                    Files.getLastModifiedTime(files.key()));
        } catch (IOException e) {
            return List.of();
        }
    }

    private synchronized Shown current() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_NANOS) {
            return shown;
        }
        lookedNanos = now;
        List<FileTime> times = times();
        if (!times.equals(shown.times()) && !times.isEmpty()) {
            try {
                PemIdentity read = PemIdentity.read(files);
                former = shown;
                shown = new Shown(read, shown.alias() + "+", times);
                LOG.info("{} is shown from now on", files.certificate());
            } catch (TidemillException e) {
                LOG.warn("the former certificate goes on: {}", e.message());
                shown = new Shown(shown.identity(), shown.alias(), times);
            }
        }
        return shown;
    }

    private @Nullable Shown named(String alias) {
        Shown now = shown;
        if (now.alias().equals(alias)) {
            return now;
        }
        Shown before = former;
        return before.alias().equals(alias) ? before : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chosen(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chosen(keyType);
    }

    private @Nullable String chosen(String keyType) {
        Shown now = current();
        return fits(keyType, now.identity().key().getAlgorithm()) ? now.alias() : null;
    }

    /** The types' names are those of keys, and {@code EC_RSA} and the like of older protocols. */
    private static boolean fits(String keyType, String algorithm) {
        return keyType.equals(algorithm)
                || keyType.startsWith(algorithm + "_")
                || (keyType.startsWith("Ed") && algorithm.equals("EdDSA"));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Shown found = named(alias);
        return found == null ? null : found.identity().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Shown found = named(alias);
        return found == null ? null : found.identity().key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chosen(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
